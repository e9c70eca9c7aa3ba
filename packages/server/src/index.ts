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
export { createPinoLogger } from './runtime/create-pino-logger.ts';
export { shippedFeatures } from './runtime/shipped-features.ts';
export { shippedPlugins } from './runtime/shipped-plugins.ts';
export { VmrServer, type VmrServerOptions } from './runtime/vmr-server.ts';
export { withKit } from './runtime/with-kit.ts';
