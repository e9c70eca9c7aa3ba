import { codeOf, UnavailableError } from '../errors/vmrkit-error.ts';
import type { TokenBuckets } from '../runtime/token-buckets.ts';
import { untilAborted } from '../runtime/until-aborted.ts';
import {
  askedPin,
  type FollowDeps,
  type FollowedLink,
  findOpenRoom,
  type OpenRoom,
  openByTemplate,
} from './follow-join-link.ts';
import type { ParticipantRole, PlatformEntrance } from './join-adapter.ts';
import { participantRole } from './participant-role.ts';

/** What somebody typed who joins. Hostile. */
export interface JoinForm {
  readonly name: string;
  /** Empty: none. */
  readonly pin: string;
}

/** What entering works with. */
export interface EnterDeps extends FollowDeps {
  /** Wrong PINs, by link. */
  readonly guesses: Pick<TokenBuckets, 'take' | 'giveBack'>;
  /** Ends the wait for the platform. */
  readonly signal: AbortSignal;
  /** Told why a platform could not let somebody in: a code. */
  failed(code: string): void;
}

const LONGEST_NAME = 100;

/**
 * Lets somebody into the room behind a join link, who filled in the page's form: a participant, and the host only by the
 * host's PIN. Wrong PINs are limited by link, right ones cost nothing. The address stays here until the redirect, and
 * leads to the platform's own origin. Rejects as the store and the sealer do; a platform that fails is `away`.
 */
export async function enterByJoinLink(token: string, form: JoinForm, deps: EnterDeps): Promise<FollowedLink> {
  const room = await findOpenRoom(token, deps);
  if ('kind' in room) return room;
  const { joinPlatform, tenantId } = room.integration;
  if (joinPlatform === null) return openByTemplate(room);
  const entrance = deps.entrance(joinPlatform, tenantId);
  if (entrance === null) return { kind: 'away' };
  return enterRoom(room, form, { ...deps, entrance });
}

/** Lets somebody into an open room, or asks again. */
export async function enterRoom(
  room: Pick<OpenRoom, 'conference' | 'tagId'>,
  { name, pin }: JoinForm,
  deps: Pick<EnterDeps, 'guesses' | 'signal' | 'failed'> & { readonly entrance: PlatformEntrance },
): Promise<FollowedLink> {
  const { entrance, guesses, signal } = deps;
  const { conference } = room;
  // No entrance knows who signed in.
  if (conference.signedIn !== null) {
    deps.failed('ERR_JOIN_PLATFORM_SIGN_IN');
    return { kind: 'away' };
  }
  const role = roleOf(room, pin, guesses);
  if (role === 'pin' || role === 'limited')
    return { kind: 'form', pin: askedPin(conference), origin: entrance.origin, fault: role };
  try {
    const coming = entrance.addressFor({ name: cleanName(name), role }, { conference, signal });
    return { kind: 'open', target: addressAt(entrance, await untilAborted(coming, signal)) };
  } catch (error) {
    deps.failed(signal.aborted ? 'ERR_JOIN_PLATFORM_SLOW' : codeOf(error));
    return { kind: 'away' };
  }
}

/**
 * No await stands between a guess and its count, so that guesses at once are counted too. Where guests need no PIN, a
 * wrong one was meant for the host's, and lets nobody in.
 */
function roleOf(
  { conference, tagId }: Pick<OpenRoom, 'conference' | 'tagId'>,
  pin: string,
  guesses: EnterDeps['guesses'],
): ParticipantRole | 'pin' | 'limited' {
  const [asked, typed] = [askedPin(conference), pin.trim()];
  if (asked === 'none' || (asked === 'optional' && typed === '')) return 'guest';
  if (guesses.take(tagId) > 0) return 'limited';
  const role = participantRole(conference, typed);
  if (role === null || (role === 'guest' && asked === 'optional')) return 'pin';
  guesses.giveBack(tagId);
  return role;
}

function addressAt({ origin }: PlatformEntrance, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.origin === origin && url.username === '' && url.password === '') return url.href;
  throw new UnavailableError('A platform’s adapter leads to another origin than its own.', {
    code: 'ERR_JOIN_PLATFORM_ORIGIN',
  });
}

function cleanName(name: string): string {
  return name
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .replace(/[\uD800-\uDBFF]$/, '');
}
