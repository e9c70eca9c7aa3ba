import { recordForm } from '@vmrkit/core/composition';
import { z } from 'zod';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';

const field = z.strictObject({
  path: z.string().describe('Dots between names; [] stands for each entry of a list.'),
  flat_name: z.string().nullable(),
  title: z.string(),
  help: z.string(),
  placeholder: z.string().nullable(),
  type: z.enum(['text', 'number', 'boolean', 'choice', 'secret', 'template', 'localized', 'list', 'object']),
  choices: z.array(z.string()).nullable(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable().describe('Of a number; of a text or list its length.'),
  default: z.unknown().optional().describe('What it is when it is left out.'),
  output: z.enum(['html', 'text']).nullable().describe('Of a template.'),
  variables: z.array(z.string()).describe('What a template may use.'),
  needs_manifest: z.boolean().describe('Its change asks for a new manifest.'),
  operator_only: z.boolean(),
});

/** What the settings of a plugin are typed in by. */
export const pluginForm = z.strictObject({
  kind: z.enum(['mailbox-provider', 'sign-in-provider', 'room-source', 'caller-verifier', 'join-adapter']),
  name: z.string(),
  title: z.string(),
  documentation: z.string(),
  fields: z.array(field),
});

const answer = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), title: z.string(), fields: z.array(field) })),
  plugins: z.array(pluginForm),
});

/** What forms of an integration's record are drawn from. */
export const recordFormRoutes: AdminRouteGroup = async ({ kit }) => [
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/record_form`,
    id: 'getRecordForm',
    permission: 'signed-in',
    audit: null,
    summary: 'The fields of a record in their groups, and those of the plugins’ settings.',
    answer,
    faults: [],
    async handle() {
      return recordForm((await kit.get('plugins')).settingsContracts());
    },
  }),
];
