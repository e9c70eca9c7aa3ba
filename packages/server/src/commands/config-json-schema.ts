import { z } from 'zod';
import { serverConfigSchema } from '../config/server-config.ts';
import { defineCommand } from './declare-command.ts';

/** The JSON Schema of the configuration file, as config.schema.json holds it. */
export function configJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(serverConfigSchema, { io: 'input' }), null, 2)}\n`;
}

/** `vmrkit config schema`. */
export const configSchemaCommand = defineCommand<object>({
  name: 'config schema',
  summary: 'print the JSON Schema of the configuration file',
  examples: [
    ['config schema > config.schema.json', 'name it as `$schema`, and an editor completes the fields'],
  ],
  configured: false,
  json: null,
  run: async (shell) => shell.show({}, configJsonSchema().trimEnd()),
});
