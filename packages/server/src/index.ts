export { type RunProgramOptions, runProgram } from './commands/run-program.ts';
export { loadConfig } from './config/load-config.ts';
export { type ServerConfig, serverConfigSchema } from './config/server-config.ts';
export { type Environment, readEnvironment } from './environment.ts';
export { type Problem, problemSchema } from './http/problem.ts';
export { HttpManagerClient, type HttpManagerClientOptions } from './manager-api/http-manager-client.ts';
export {
  type LoadedPackage,
  type LoadedPlugins,
  type LoadPluginsOptions,
  loadPlugins,
} from './plugins/load-plugins.ts';
export type { PluginPackage } from './plugins/plugin-package.ts';
export { shippedPlugins } from './plugins/shipped-plugins.ts';
export { createPinoLogger } from './runtime/create-pino-logger.ts';
export { type Role, VmrServer, type VmrServerOptions } from './runtime/vmr-server.ts';
export { type KitSource, withKit } from './runtime/with-kit.ts';
