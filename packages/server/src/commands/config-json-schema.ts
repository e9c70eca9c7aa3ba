import { z } from 'zod';
import { serverConfigSchema } from '../config/server-config.ts';

/** `vmrkit config schema`: the JSON Schema of the configuration file, as config.schema.json holds it. */
export function configJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(serverConfigSchema, { io: 'input' }), null, 2)}\n`;
}
