import {
  type AdmissionDecision,
  type AdmittedConference,
  InvalidInputError,
  type JoinAdapter,
  type JoiningParticipant,
  type PlatformEntrance,
  type PlatformResponse,
  participantRole,
  refusalText,
} from '@vmrkit/core';
import { z } from 'zod';
import { BigBlueButtonApi, type BigBlueButtonApiOptions } from './bigbluebutton-api.ts';
import { bigBlueButtonEvents } from './bigbluebutton-events.ts';
import type { BigBlueButtonSettings } from './bigbluebutton-settings.ts';

/** What a portal sends for a participant who wants to join. */
const joinSchema = z.strictObject({
  alias: z.string().trim().min(1).max(320),
  name: z.string().trim().max(100).default(''),
  pin: z.string().max(20).default(''),
});

const SIGN_IN_UNCHECKED = 'This room is for people who sign in, which this platform does not check.';

/** Longest that a portal waits for the server. */
const ANSWER_MS = 10_000;

/** What {@link createBigBlueButtonJoinAdapter} works with. */
export interface BigBlueButtonJoinAdapterOptions extends BigBlueButtonApiOptions {
  readonly settings: BigBlueButtonSettings;
}

/**
 * BigBlueButton: a meeting lives from its first participant on, so each join creates it (which does nothing to one that
 * runs) and redirects into it. Duration is left out: the server would end the meeting when it is over. The secret is in
 * no answer, and the address of a join only in the redirect.
 */
export function createBigBlueButtonJoinAdapter(options: BigBlueButtonJoinAdapterOptions): JoinAdapter {
  const api = new BigBlueButtonApi(options);
  const addressFor: PlatformEntrance['addressFor'] = async (joining, { conference, signal }) => {
    await api.create(creation(conference, options.settings), signal);
    return api.url('join', participant(conference, joining));
  };
  return {
    events: bigBlueButtonEvents(options.settings.path),
    entrance: { origin: new URL(options.settings.server_url).origin, addressFor },
    routes: [{ method: 'POST', path: `${options.settings.path}/join`, body: 'form' }],
    question: ({ body }) => ({ alias: parsed(body).alias }),
    async answer(decision, { body }) {
      if (decision.kind !== 'admitted') return refusal(decision);
      const { conference } = decision;
      if (conference.signedIn !== null) return reply(403, SIGN_IN_UNCHECKED);
      const { name, pin } = parsed(body);
      const role = participantRole(conference, pin);
      if (role === null) return reply(403, 'The PIN is missing or wrong.');
      const signal = AbortSignal.timeout(ANSWER_MS);
      return redirect(await addressFor({ name, role }, { conference, signal }));
    },
  };
}

function parsed(body: unknown): z.output<typeof joinSchema> {
  const form = joinSchema.safeParse(body);
  if (form.success) return form.data;
  throw new InvalidInputError('The form has the fields alias, name and pin.', {
    code: 'ERR_BIGBLUEBUTTON_QUESTION',
  });
}

/** The same for all participants of a meeting: creating it again with other parameters would be refused. */
function creation({ id, name }: AdmittedConference, settings: BigBlueButtonSettings): Record<string, string> {
  const given = {
    name: Array.from(name).slice(0, 64).join('').padEnd(2, '.'),
    meetingID: id,
    guestPolicy: settings.guest_policy,
    maxParticipants: settings.max_participants,
    record: settings.record,
    welcome: settings.welcome,
    logoutURL: settings.logout_url,
    endWhenNoModerator: settings.end_when_no_moderator,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}

function participant(
  conference: AdmittedConference,
  { name, role }: JoiningParticipant,
): Record<string, string> {
  // Nobody could let anybody in where no PIN makes a moderator.
  const waits = role === 'guest' && conference.lobbyUntil !== null && conference.pins?.host != null;
  return {
    fullName: name || 'Guest',
    meetingID: conference.id,
    role: role === 'host' ? 'MODERATOR' : 'VIEWER',
    redirect: 'true',
    ...(waits && { guest: 'true' }),
  };
}

function redirect(location: string): PlatformResponse {
  const headers = { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
  return { status: 303, headers, body: '' };
}

function refusal(decision: Exclude<AdmissionDecision, { kind: 'admitted' }>): PlatformResponse {
  return reply(decision.kind === 'unknown' ? 404 : 403, refusalText(decision));
}

function reply(status: number, message: string): PlatformResponse {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status, headers, body: JSON.stringify({ message }) };
}
