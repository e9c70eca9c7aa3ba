import { ConflictError, instant, NotFoundError, type Stored } from '@vmrkit/core';
import {
  anyConference,
  conferenceEditSchema,
  editConference,
  findConference,
  findConferences,
  type MeetingWithConference,
  parseConferenceEdit,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { Reply } from '../http/route.ts';
import {
  conferenceDetail,
  conferenceItem,
  conferenceView,
  conferenceWire,
} from '../views/conference-view.ts';
import { ADMIN_PATH, type AdminRequest, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { type Administrator, auditAuthor } from './administrator.ts';
import { integrationOf } from './integration-answers.ts';
import { pageOf, pageQuery } from './page.ts';
import { idParams, scopeOf, tenantQuery, timeQuery, versionOf } from './resource.ts';
import { etagOf, ifMatch } from './versions.ts';

const PATH = `${ADMIN_PATH}/conferences`;
const TRIES = 8;
const permission = 'tenant';
const detail = conferenceDetail.extend({ version: z.string().describe('For If-Match.') });

const listConferencesRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: PATH,
    id: 'listConferences',
    permission,
    audit: null,
    summary: 'Conferences by their start; every filter narrows the list.',
    query: pageQuery.extend(tenantQuery.shape).extend({
      q: z.string().max(250).optional().describe('Whole words of the subject, in any order.'),
      alias: z.string().max(250).optional().describe('One of its aliases, or its id.'),
      organizer: z.string().max(254).optional().describe('Address of the organizer.'),
      correlation_id: z.string().max(64).optional(),
      integration_id: z.string().max(64).optional(),
      from: timeQuery.describe('Those that are not over before it.'),
      to: timeQuery.describe('Those that begin before it.'),
    }),
    answer: pageOf(conferenceItem),
    faults: [404],
    async handle({ caller, query, signal }) {
      const scope = scopeOf(caller, query.tenant_id);
      const store = await kit.get('store');
      if (query.alias !== undefined) {
        const found = await findConference(query.alias, { scope, store });
        return { items: found === null ? [] : [conferenceWire(found)], next_cursor: null };
      }
      const integration =
        query.integration_id === undefined ? null : await integrationOf(kit, caller, query.integration_id);
      const within = integration === null ? scope : [integration.value.tenantId];
      const page = await findConferences(
        within,
        {
          ...anyConference,
          integrationId: integration?.id ?? null,
          organizer: query.organizer ?? null,
          correlationId: query.correlation_id ?? null,
          words: query.q ?? null,
          from: momentOf(query.from),
          to: momentOf(query.to),
          limit: query.limit,
          cursor: query.cursor ?? null,
          signal,
        },
        store,
      );
      return { items: page.items.map(conferenceWire), next_cursor: page.next };
    },
  });

const getConferenceRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/{id}`,
    id: 'getConference',
    permission,
    audit: null,
    summary: 'One conference, by its id or one of its aliases.',
    params: idParams,
    answer: detail,
    faults: [404],
    async handle({ caller, params }) {
      return answered(await conferenceOf(kit, caller, params.id), kit);
    },
  });

const changeConferenceRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'patch',
    path: `${PATH}/{id}`,
    id: 'changeConference',
    permission,
    audit: 'conference.changed',
    summary: 'Changes a conference, its whole series; mail leaves the changed fields alone from then on.',
    params: idParams,
    body: conferenceEditSchema,
    answer: detail,
    faults: [404, 409, 412, 428],
    async handle(request) {
      return answered(await change(request, kit), kit);
    },
  });

/** Conferences: search, view, and what the guide lets people change. */
export const conferencesRoutes: AdminRouteGroup = async ({ kit }) => [
  listConferencesRoute(kit),
  getConferenceRoute(kit),
  changeConferenceRoute(kit),
];

async function change(
  request: AdminRequest<z.output<typeof idParams>, unknown, unknown>,
  kit: VmrKit,
): Promise<Stored<MeetingWithConference>> {
  const { caller, params } = request;
  const edit = parseConferenceEdit(request.body);
  const [people, store] = [await kit.get('people'), await kit.get('store')];
  const registry = await kit.get('integrationRegistry');
  await registry.refresh();
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await conferenceOf(kit, caller, params.id);
    ifMatch(request, conferenceVersion(seen));
    const policy = registry.find(seen.value.integrationId)?.scheduling ?? null;
    const deps = { ...people, store, clock: await kit.get('clock') };
    if (await editConference(seen, { edit, author: auditAuthor(caller), policy }, deps)) {
      return conferenceOf(kit, caller, seen.value.conference.id);
    }
  }
  throw new ConflictError('The meeting kept changing meanwhile.', { code: 'ERR_MEETING_CONTENDED' });
}

/** The conference that the caller may see. Rejects with NotFoundError `ERR_CONFERENCE_NOT_FOUND`. */
async function conferenceOf(kit: VmrKit, { tenants }: Administrator, name: string) {
  const found = await findConference(name, { scope: tenants, store: await kit.get('store') });
  if (found !== null) return found;
  throw new NotFoundError('There is no such conference.', { code: 'ERR_CONFERENCE_NOT_FOUND' });
}

/** What people have seen of a conference; that an answer went out meanwhile hinders nobody. */
function conferenceVersion({ value }: Stored<MeetingWithConference>): string {
  const { conference, status, organizer, subject, schedule } = value;
  return versionOf([conference, status, organizer, subject, schedule?.first ?? null]);
}

async function answered(found: Stored<MeetingWithConference>, kit: VmrKit) {
  const version = conferenceVersion(found);
  return new Reply(200, { ...(await conferenceView(found, kit)), version }, etagOf(version));
}

function momentOf(text: string | undefined) {
  return text === undefined ? null : instant(Date.parse(text));
}
