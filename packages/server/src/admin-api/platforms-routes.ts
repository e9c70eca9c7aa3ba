import {
  changePlatform,
  createPlatform,
  deletePlatform,
  type IssuedPlatform,
  listPlatforms,
  noPlatform,
  type Platform,
  type PlatformFields,
  type PlatformRef,
  platformForms,
  renewPlatformSecret,
  type StoredPlatform,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { judgePlatform } from '../admission-api/judge-platform.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { Reply } from '../http/route.ts';
import { ADMIN_PATH, type AdminRequest, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { auditAuthor } from './administrator.ts';
import { pageOf, pageQuery } from './page.ts';
import { configuredWire, platformAnswer, platformFields, platformWire } from './platform-answers.ts';
import { pluginForm } from './record-form-routes.ts';
import { idParams, nothing, pageOfAll } from './resource.ts';
import { etagOf, ifMatch } from './versions.ts';

const PATH = `${ADMIN_PATH}/platforms`;
const permission = 'operator';

interface Parts {
  readonly kit: VmrKit;
  readonly config: ServerConfig;
}

const secret = z.string().describe('The bearer token, or the password; kept nowhere.');

const creation = z.strictObject({
  name: z
    .string()
    .regex(/^[^\p{Cc}]{1,64}$/u)
    .describe('For logs, metrics and `single_use.join_platform`.'),
  adapter: z.string().min(1).max(64).describe('One of platform_adapters.'),
  settings: platformFields.settings.default({}),
  tenants: platformFields.tenants,
  may_hear_reason: platformFields.may_hear_reason.default(true),
  enabled: platformFields.enabled.default(true),
  username: z
    .string()
    .regex(/^[^:\p{Cc}]{1,128}$/u)
    .nullable()
    .default(null)
    .describe('Null: it proves itself by a bearer token; else by this name and a password.'),
});

const change = z.strictObject(platformFields).partial();

const listPlatformsRoute = ({ kit, config }: Parts) =>
  adminRoute({
    method: 'get',
    path: PATH,
    id: 'listPlatforms',
    permission,
    audit: null,
    summary:
      'The conferencing platforms: those of the configuration file, then those that were connected here.',
    query: pageQuery,
    answer: pageOf(platformAnswer),
    faults: [],
    async handle({ query }) {
      const [plugins, book] = [await kit.get('plugins'), await kit.get('platformWatch')];
      const configured = config.platforms.map((platform, index) => {
        const secrets = plugins.get('join-adapter', platform.adapter).secrets?.map(({ name }) => name) ?? [];
        return configuredWire(platform, { index, secrets, book });
      });
      const stored = (await listPlatforms(await depsOf(kit))).map((each) => platformWire(each, book));
      const placed = [...configured, ...stored].map((item, at) => ({ item, at }));
      const { items, next } = pageOfAll(
        placed,
        query,
        ({ at, item }) => `${String(at).padStart(4, '0')} ${item.id}`,
      );
      return { items: items.map(({ item }) => item), next_cursor: next };
    },
  });

const listAdaptersRoute = ({ kit }: Parts) =>
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/platform_adapters`,
    id: 'listPlatformAdapters',
    permission,
    audit: null,
    summary: 'The adapters of platforms, with what their settings are typed in by.',
    answer: z.strictObject({ items: z.array(pluginForm) }),
    faults: [],
    async handle() {
      const plugins = await kit.get('plugins');
      const named = plugins
        .names('join-adapter')
        .map((name) => [name, plugins.get('join-adapter', name)] as const);
      return { items: platformForms(Object.fromEntries(named)) };
    },
  });

const createPlatformRoute = (parts: Parts) =>
  adminRoute({
    method: 'post',
    path: PATH,
    id: 'createPlatform',
    permission,
    audit: 'platform.created',
    summary: 'Connects a platform; its token or password is answered once.',
    status: 201,
    body: creation,
    answer: platformAnswer.extend({ secret }),
    faults: [409],
    async handle({ caller, body: { may_hear_reason: mayHearReason, ...body } }) {
      const wanted = { ...body, mayHearReason, by: auditAuthor(caller) };
      await judgePlatform({ ...wanted, id: null }, parts);
      return issued(parts, await createPlatform(wanted, await depsOf(parts.kit)), 201);
    },
  });

const getPlatformRoute = ({ kit }: Parts) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/{id}`,
    id: 'getPlatform',
    permission,
    audit: null,
    summary: 'One platform that was connected here.',
    params: idParams,
    answer: platformAnswer,
    faults: [404],
    async handle({ params }) {
      return answered(kit, await platformOf(kit, params.id));
    },
  });

const changePlatformRoute = (parts: Parts) =>
  adminRoute({
    method: 'patch',
    path: `${PATH}/{id}`,
    id: 'changePlatform',
    permission,
    audit: 'platform.changed',
    summary: 'Changes a platform; what is left out stays as it is.',
    params: idParams,
    body: change,
    answer: platformAnswer,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { kit } = parts;
      const { id, value } = await platformOf(kit, request.params.id);
      ifMatch(request, value.version);
      const wanted = changeOf(request.body);
      const next = { ...value, ...wanted };
      if (next.enabled) await judgePlatform({ ...next, id }, parts);
      const changed = await changePlatform(refOf(request), wanted, await depsOf(kit));
      await (await kit.get('platformWatch')).look();
      return answered(kit, changed);
    },
  });

const renewPlatformSecretRoute = (parts: Parts) =>
  adminRoute({
    method: 'post',
    path: `${PATH}/{id}/secret`,
    id: 'renewPlatformSecret',
    permission,
    audit: 'platform.secret-renewed',
    summary:
      'Gives a platform a new token or password, answered once; the one before is refused from now on.',
    params: idParams,
    answer: platformAnswer.extend({ secret }),
    faults: [404],
    async handle({ caller, params }) {
      const ref = { id: params.id, by: auditAuthor(caller), may: () => undefined };
      return issued(parts, await renewPlatformSecret(ref, await depsOf(parts.kit)), 200);
    },
  });

const deletePlatformRoute = ({ kit }: Parts) =>
  adminRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    id: 'deletePlatform',
    permission,
    audit: 'platform.deleted',
    summary: 'Deletes a platform: its requests are refused from now on.',
    params: idParams,
    status: 204,
    answer: nothing,
    faults: [404, 409, 412, 428],
    async handle(request) {
      await deletePlatform(refOf(request), await depsOf(kit));
      await (await kit.get('platformWatch')).look();
      return null;
    },
  });

/** Conferencing platforms that may ask for admission (S5.2). */
export const platformsRoutes: AdminRouteGroup = async (parts) => [
  listPlatformsRoute(parts),
  listAdaptersRoute(parts),
  createPlatformRoute(parts),
  getPlatformRoute(parts),
  changePlatformRoute(parts),
  renewPlatformSecretRoute(parts),
  deletePlatformRoute(parts),
];

async function depsOf(kit: VmrKit) {
  const [store, clock, random] = [await kit.get('store'), await kit.get('clock'), await kit.get('random')];
  return { store, clock, random };
}

async function platformOf(kit: VmrKit, id: string): Promise<StoredPlatform> {
  const found = (await listPlatforms(await depsOf(kit))).find((each) => each.id === id);
  if (found === undefined) throw noPlatform();
  return found;
}

function refOf(request: AdminRequest<{ readonly id: string }>): PlatformRef {
  const may = ({ version }: Platform) => ifMatch(request, version);
  return { id: request.params.id, by: auditAuthor(request.caller), may };
}

function changeOf({
  settings,
  tenants,
  may_hear_reason: mayHearReason,
  enabled,
}: z.output<typeof change>): Partial<PlatformFields> {
  return {
    ...(settings !== undefined && { settings }),
    ...(tenants !== undefined && { tenants }),
    ...(mayHearReason !== undefined && { mayHearReason }),
    ...(enabled !== undefined && { enabled }),
  };
}

async function issued({ kit }: Parts, { secret: shown, ...platform }: IssuedPlatform, status: number) {
  const book = await kit.get('platformWatch');
  await book.look();
  const wire = platformWire(platform, book);
  return new Reply(status, { ...wire, secret: shown }, etagOf(wire.version));
}

async function answered(kit: VmrKit, platform: StoredPlatform) {
  const wire = platformWire(platform, await kit.get('platformWatch'));
  return new Reply(200, wire, etagOf(wire.version));
}
