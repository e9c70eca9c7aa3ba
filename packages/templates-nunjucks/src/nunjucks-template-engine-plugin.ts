import { definePlugin } from '@vmrkit/core';
import { z } from 'zod';
import { createNunjucksTemplateEngine } from './nunjucks-template-engine.ts';

/** The template engine as a plugin, named `nunjucks`; it has no settings. */
export const nunjucksTemplateEnginePlugin = definePlugin({
  kind: 'template-engine',
  name: 'nunjucks',
  settingsSchema: z.strictObject({}),
  description: { title: 'Nunjucks templates', documentation: 'docs/guides/templates.md', fields: {} },
  create: () => createNunjucksTemplateEngine(),
});
