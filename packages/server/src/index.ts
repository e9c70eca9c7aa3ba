export { type RunProgramOptions, runProgram } from './commands/run-program.ts';
export { loadConfig } from './config/load-config.ts';
export { type ServerConfig, serverConfigSchema } from './config/server-config.ts';
export { type Environment, readEnvironment } from './environment.ts';
export { createRouters, type RoutersOptions, type ServerRouters } from './http/create-routers.ts';
export { type Problem, problemSchema } from './http/problem.ts';
export {
  type Access,
  everybody,
  Reply,
  type Route,
  type RouteDescription,
  type RouteRequest,
  route,
} from './http/route.ts';
export type { FeatureParts, Role, Served, ServerFeature } from './http/server-feature.ts';
export {
  createHttpManagerClient,
  type HttpManagerClient,
  type HttpManagerClientOptions,
} from './manager-api/http-manager-client.ts';
export {
  type LoadedPackage,
  type LoadedPlugins,
  type LoadPluginsOptions,
  loadPlugins,
} from './plugins/load-plugins.ts';
export type { PluginPackage } from './plugins/plugin-package.ts';
export { shippedPlugins } from './plugins/shipped-plugins.ts';
export { createPinoLogger } from './runtime/create-pino-logger.ts';
export { shippedFeatures } from './runtime/shipped-features.ts';
export { VmrServer, type VmrServerOptions } from './runtime/vmr-server.ts';
export { type KitSource, withKit } from './runtime/with-kit.ts';
