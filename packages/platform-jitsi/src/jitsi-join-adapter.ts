import {
  type AdmissionDecision,
  type AdmittedConference,
  type Clock,
  formatInstant,
  InvalidInputError,
  type JoinAdapter,
  type JoiningParticipant,
  NotFoundError,
  type PlatformEntrance,
  type PlatformRequest,
  type PlatformResponse,
  type PlatformRoute,
  parseInstant,
  participantRole,
  refusalText,
} from '@vmrkit/core';
import { z } from 'zod';
import { jitsiEvents } from './jitsi-events.ts';
import type { JitsiSettings } from './jitsi-settings.ts';
import type { JitsiSigner } from './jitsi-signer.ts';

const alias = z.string().trim().min(1).max(320);

/** What Prosody sends when the first participant opens a room. More fields do no harm. */
const reservationSchema = z.object({
  /** `room`, or `[tenant]room`. */
  name: alias,
  start_time: z.string().transform((text, context) => {
    try {
      return parseInstant(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'No time.' });
      return z.NEVER;
    }
  }),
  mail_owner: z.string().max(320).default(''),
});

/** What a portal sends for a participant who wants to join. */
const joinSchema = z.strictObject({
  alias,
  name: z.string().trim().max(100).default(''),
  pin: z.string().max(20).default(''),
});

const SIGN_IN_UNCHECKED = 'This room is for people who sign in, which this platform does not check.';

/** What {@link createJitsiJoinAdapter} works with. */
export interface JitsiJoinAdapterOptions {
  readonly settings: JitsiSettings;
  /** Null: the deployment takes no tokens. */
  readonly sign: JitsiSigner | null;
  /** For the end of tokens of rooms that never close. */
  readonly clock: Clock;
}

/**
 * Jitsi Meet: the reservation API for Prosody, and a redirect with a token for a portal. Prosody ends a conference when
 * its duration is over, so the duration reaches past the window by `overrun_minutes`. A room that has PINs opens only
 * where tokens guard it, since Prosody knows no PIN.
 */
export function createJitsiJoinAdapter(options: JitsiJoinAdapterOptions): JoinAdapter {
  const { settings, sign } = options;
  const conference = `${settings.path}/conference`;
  const join = `${settings.path}/join`;
  const isJoin = (path: string) => path.toLowerCase() === join;
  const routes: PlatformRoute[] = [
    { method: 'POST', path: conference, body: 'form' },
    { method: 'DELETE', path: `${conference}/{id}` },
  ];
  if (sign !== null) routes.push({ method: 'POST', path: join, body: 'form' });
  return {
    routes,
    events: jitsiEvents(settings.path),
    ...(sign !== null && { entrance: entranceOf({ ...options, sign }) }),
    question({ method, path, body }) {
      // The room is empty, which ends no meeting of ours.
      if (method === 'DELETE') return reply(200, {});
      if (isJoin(path)) return { alias: parsed(joinSchema, body).alias };
      return { alias: parsed(reservationSchema, body).name.replace(/^\[[^\]]*\]/, '') };
    },
    async answer(decision, request) {
      if (decision.kind !== 'admitted') return refusal(decision);
      if (decision.conference.signedIn !== null) return reply(403, { message: SIGN_IN_UNCHECKED });
      if (sign !== null && isJoin(request.path))
        return redirect(decision.conference, { ...options, request, sign });
      return reserve(decision.conference, request, options);
    },
  };
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new InvalidInputError('The fields are not those of a reservation, or of a participant who joins.', {
    code: 'ERR_JITSI_QUESTION',
  });
}

function reserve(
  conference: AdmittedConference,
  { body }: PlatformRequest,
  { settings, sign }: JitsiJoinAdapterOptions,
): PlatformResponse {
  if (conference.pins !== null && sign === null)
    return reply(403, { message: 'This room has PINs, which this server does not check.' });
  const { name, mail_owner, start_time } = parsed(reservationSchema, body);
  const { overrun_minutes, personal_room_hours, max_occupants } = settings;
  const seconds =
    conference.closesAt === null
      ? personal_room_hours * 3_600
      : Math.ceil((conference.closesAt - start_time) / 1_000) + overrun_minutes * 60;
  return reply(200, {
    id: conference.id,
    name,
    mail_owner,
    start_time: formatInstant(start_time),
    duration: Math.max(seconds, 60),
    ...(max_occupants !== undefined && { max_occupants }),
  });
}

interface Joining extends JitsiJoinAdapterOptions {
  readonly request: PlatformRequest;
  readonly sign: JitsiSigner;
}

async function redirect(conference: AdmittedConference, joining: Joining): Promise<PlatformResponse> {
  const { name, pin } = parsed(joinSchema, joining.request.body);
  const role = participantRole(conference, pin);
  if (role === null) return reply(403, { message: 'The PIN is missing or wrong.' });
  const location = await addressOf(conference, { name, role }, joining);
  if (location === null) return reply(404, { message: 'This room has no alias that Jitsi can open.' });
  const headers = { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
  return { status: 303, headers, body: '' };
}

type Signing = Omit<Joining, 'request'>;

function entranceOf(signing: Signing): PlatformEntrance {
  return {
    origin: new URL(signing.settings.server_url ?? '').origin,
    async addressFor(participant, { conference }) {
      const address = await addressOf(conference, participant, signing);
      if (address !== null) return address;
      throw new NotFoundError('This room has no alias that Jitsi can open.', { code: 'ERR_JITSI_ALIAS' });
    },
  };
}

/** Null: none of the room's aliases is a name that Jitsi takes. */
async function addressOf(
  conference: AdmittedConference,
  { name, role }: JoiningParticipant,
  { sign, settings, clock }: Signing,
): Promise<string | null> {
  const room = conference.aliases.find((each) => /^[\w.-]{1,200}$/.test(each))?.toLowerCase();
  if (room === undefined) return null;
  const endsAt = conference.closesAt ?? clock.now() + settings.personal_room_hours * 3_600_000;
  const isHost = role === 'host';
  const token = await sign({
    iss: settings.app_id ?? '',
    aud: settings.audience,
    sub: settings.subject,
    room,
    exp: Math.floor(endsAt / 1_000),
    context: { user: { name, moderator: isHost, affiliation: isHost ? 'owner' : 'member' } },
  });
  const target = new URL(settings.server_url ?? '');
  target.pathname = `${target.pathname.replace(/\/$/, '')}/${room}`;
  target.searchParams.set('jwt', token);
  return target.href;
}

/** Jitsi shows the message to whoever wants to join. */
function refusal(decision: Exclude<AdmissionDecision, { kind: 'admitted' }>): PlatformResponse {
  return reply(decision.kind === 'unknown' ? 404 : 403, { message: refusalText(decision) });
}

function reply(status: number, body: object): PlatformResponse {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status, headers, body: JSON.stringify(body) };
}
