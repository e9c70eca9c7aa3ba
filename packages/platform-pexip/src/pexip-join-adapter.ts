import {
  type AdmissionDecision,
  type AdmittedConference,
  dialledAlias,
  InvalidInputError,
  type JoinAdapter,
  type PlatformResponse,
  type PlatformRoute,
} from '@vmrkit/core';
import { z } from 'zod';
import { pexipEvents } from './pexip-events.ts';
import { LONGEST_TEXT, type PexipSettings } from './pexip-settings.ts';

const SERVICE = '/policy/v1/service/configuration';

/** Asked beside the service where a policy profile has them switched on; the platform's own rules hold for them. */
const siblings = [
  '/policy/v1/participant/properties',
  '/policy/v1/participant/location',
  '/policy/v1/participant/avatar/{alias}',
  '/policy/v1/registrations',
  '/policy/v1/registrations/{alias}',
];

const routes: readonly PlatformRoute[] = [
  {
    method: 'GET',
    path: SERVICE,
    operation: {
      id: 'decideServiceConfiguration',
      summary: 'External policy of Pexip Infinity: the service behind an alias.',
      answer: {
        type: 'object',
        required: ['status', 'action'],
        properties: {
          status: { const: 'success' },
          action: { enum: ['continue', 'reject'] },
          result: { type: 'object' },
        },
      },
    },
  },
  ...siblings.map((path): PlatformRoute => ({ method: 'GET', path })),
];

const aliasSchema = z.string().trim().min(1).max(320);
const LONGEST_EMAIL = 100;

/**
 * Pexip Infinity's external policy, version 1. The same conference gets the same answer whoever asks, as the platform
 * wants of one service; the answer gives no reason for a rejection. Everything but the alias is ignored, so that unknown
 * parameters do no harm.
 */
export function createPexipJoinAdapter(settings: PexipSettings): JoinAdapter {
  return {
    routes,
    supportsSignedIn: true,
    events: pexipEvents,
    question({ path, query }) {
      if (path.toLowerCase() !== SERVICE) return policy({ action: 'continue' });
      const dialled = aliasSchema.safeParse(Object.hasOwn(query, 'local_alias') ? query.local_alias : null);
      if (dialled.success) return { alias: dialledAlias(dialled.data) };
      throw new InvalidInputError('Service configuration needs local_alias, of 320 characters at most.', {
        code: 'ERR_PEXIP_QUESTION',
      });
    },
    answer: (decision, { query }) => policy(answerTo(decision, query.local_alias ?? '', settings)),
  };
}

function policy(answer: object): PlatformResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ status: 'success', ...answer }),
  };
}

function answerTo(decision: AdmissionDecision, dialled: string, settings: PexipSettings): object {
  if (decision.kind === 'admitted')
    return { action: 'continue', result: service(decision.conference, settings) };
  if (decision.kind === 'closed') return { action: 'reject' };
  const alias = dialledAlias(dialled.trim());
  const ours = settings.rejected_prefixes.some((prefix) => alias.startsWith(prefix));
  return { action: ours ? 'reject' : 'continue' };
}

function service(conference: AdmittedConference, settings: PexipSettings): object {
  const { id, name, description, theme, pins, ownerEmail, signedIn } = conference;
  const { rejected_prefixes: _, ...fixed } = settings;
  const given = {
    description: shorten(description),
    pin: pins?.host,
    guest_pin: pins?.guest,
    allow_guests: conference.allowGuests,
    ivr_theme_name: theme,
    host_identity_provider_group: signedIn?.hostGroup,
    guest_identity_provider_group: signedIn?.guestGroup,
    non_idp_participants: signedIn?.others === 'disallow' ? 'disallow_all' : signedIn?.others,
    primary_owner_email_address: ownerEmail !== null && ownerEmail.length <= LONGEST_EMAIL ? ownerEmail : '',
  };
  return { ...fixed, ...present(given), name: shorten(name), service_tag: id };
}

/** Without what is empty: the platform's defaults, or the settings, hold for it. */
function present(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

/** One text that is too long would void the whole answer. No character is cut in two. */
function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, '');
}
