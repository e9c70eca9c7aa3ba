export { loadConfig } from './config/load-config.ts';
export { type ServerConfig, serverConfigSchema } from './config/server-config.ts';
export { type Environment, readEnvironment } from './environment.ts';
export { type Problem, problemSchema } from './http/problem.ts';
export { HttpManagerClient, type HttpManagerClientOptions } from './manager-api/http-manager-client.ts';
export { createPinoLogger } from './runtime/create-pino-logger.ts';
export { shippedPlugins } from './runtime/shipped-plugins.ts';
export { type Role, VmrServer, type VmrServerOptions } from './runtime/vmr-server.ts';
export { withKit } from './runtime/with-kit.ts';
