import { InvalidInputError, toInputIssues } from '@vmrkit/core';
import type { Environment } from '../environment.ts';
import { readJsonFile } from './json-text.ts';
import { type ServerConfig, serverConfigSchema } from './server-config.ts';

const configFile = { what: 'The configuration file', code: 'ERR_CONFIG_FILE' } as const;

/** Where the configuration comes from. */
export interface LoadConfigOptions {
  /** `--config`; wins over the environment. Null and none there: all defaults. */
  readonly path: string | null;
  readonly environment: Environment;
}

/**
 * Reads the configuration file and puts the environment's listen addresses over it. Throws InvalidInputError
 * `ERR_CONFIG_FILE` when it cannot be read, `ERR_CONFIG_INVALID` with all faults, each with its path.
 */
export async function loadConfig({ path, environment }: LoadConfigOptions): Promise<ServerConfig> {
  const file = path ?? environment.configFile;
  const json = file === null ? {} : await readJsonFile(file, configFile);
  const input = withListeners(json, environment);
  const parsed = serverConfigSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = toInputIssues(parsed.error.issues, { input });
  throw new InvalidInputError(
    `The configuration ${file ?? 'of the environment'} has ${issues.length} fault(s).`,
    {
      code: 'ERR_CONFIG_INVALID',
      issues,
    },
  );
}

function withListeners(json: unknown, { publicListen, adminListen }: Environment): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const set = (name: 'public' | 'admin', listen: string | null) => {
    const section: unknown = Reflect.get(json, name) ?? {};
    return listen === null || typeof section !== 'object' ? {} : { [name]: { ...section, listen } };
  };
  return { ...json, ...set('public', publicListen), ...set('admin', adminListen) };
}
