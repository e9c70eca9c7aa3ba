import { aliasesNotAvailable } from '../allocation/aliases-not-available.ts';
import type { KeySealer } from '../allocation/allocation-store.ts';
import { aliasClaim, nameClaim } from '../allocation/claim.ts';
import { openPins, sealPins } from '../allocation/sealed-pins.ts';
import { reviewClaims } from '../allocation/sweeper.ts';
import { writeClaimed } from '../allocation/write-claimed.ts';
import { type AuditNote, withAudit } from '../audit/audit-entry.ts';
import { changesBetween } from '../audit/changes-between.ts';
import type { Store } from '../collections/store.ts';
import { ConflictError } from '../errors/vmrkit-error.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { type AliasGrantSource, grantsNow, isRoomAliasGranted } from '../integration/alias-grants.ts';
import { type ConferenceEdits, noEdits, ownerOf, pinsOf, themeOf } from '../meetings/conference-edits.ts';
import type { Conference } from '../meetings/meeting.ts';
import { closingTime } from '../meetings/occurrences.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { Stored } from '../store/document-collection.ts';
import { claimOwners } from './claim-owners.ts';
import { type ConferenceEdit, editedPins } from './conference-edit-input.ts';
import type { MeetingWithConference } from './find-conferences.ts';

/** What an edit works with. */
export interface EditConferenceDeps {
  readonly store: Store;
  /** Opens and seals PINs. */
  readonly sealer: KeySealer;
  readonly aliasGrants: AliasGrantSource;
  readonly clock: Clock;
  readonly random: Random;
}

/** One change of a conference by hand. */
export interface ConferenceChange {
  readonly edit: ConferenceEdit;
  /** Who does it, for the audit. */
  readonly author: Pick<AuditNote, 'actor' | 'details'>;
  /** Of the conference's integration; null: it is gone. */
  readonly policy: SchedulingPolicy | null;
}

/**
 * Changes a conference as it was seen, the whole series of it; from then on updates by mail leave the changed fields
 * alone. Further aliases are claimed in the key space of all aliases and admitted like the generated ones, which stay.
 * False: somebody wrote it meanwhile. Rejects with InvalidInputError `ERR_CONFERENCE_INVALID`, and with ConflictError
 * `ERR_CONFERENCE_OPEN` for a new name while its room is open, `ERR_CONFERENCE_NAME_TAKEN`, and
 * `ERR_ALIAS_NOT_AVAILABLE`, which does not tell whether an alias is taken or not granted.
 */
export async function editConference(
  seen: Stored<MeetingWithConference>,
  change: ConferenceChange,
  deps: EditConferenceDeps,
): Promise<boolean> {
  const { store, clock, random } = deps;
  const grants = await grantsNow(deps.aliasGrants);
  const { value: meeting } = seen;
  const { tenantId, conference } = meeting;
  const { edit, author, policy } = change;
  const { name = conference.name, description = conference.description } = edit;
  const isRenamed = name !== conference.name;
  const now = clock.now();
  if (isRenamed && policy !== null && closingTime(meeting, policy, now) !== null) {
    const message = 'The name stays as it is while the room is open.';
    throw new ConflictError(message, { code: 'ERR_CONFERENCE_OPEN' });
  }
  const edits = await editsAfter(seen, edit, deps);
  const known = conference.edits?.aliases ?? [];
  refuse(edits.aliases, (alias) => known.includes(alias) || isRoomAliasGranted(alias, tenantId, grants));
  const edited: MeetingWithConference = {
    ...meeting,
    conference: {
      ...conference,
      name,
      description,
      edits,
      // What mail wanted to call it counts no more.
      rename: edits.name ? null : conference.rename,
    },
  };
  const changes = changesBetween(shownOf(meeting), shownOf(edited));
  const about = { integrationId: meeting.integrationId, conferenceId: conference.id };
  const told = { ...author, ...about, at: now, random, action: 'conference.changed', changes };
  const value = { ...edited, audit: withAudit(meeting.audit ?? [], told) };
  const owner = claimOwners(store, clock).meeting;
  const used = claimsOf(meeting);
  const claims = claimsOf(value).filter((each) => !used.includes(each));
  const write = { id: seen.id, value, seen, claims, meetingKey: seen.id as MeetingKey };
  const how = { claims: store.claims, collection: store.meetings, kind: 'meeting', owner, clock } as const;
  const result = await writeClaimed(write, how);
  if (result.kind === 'conflict') throw takenBy(result.id, edits.aliases);
  if (result.kind === 'contended') return false;
  const left = used.filter((each) => !claimsOf(value).includes(each));
  await reviewClaims(store.claims, { ids: left, now, owner });
  return true;
}

async function editsAfter(
  { value: { tenantId, integrationId, conference } }: Stored<MeetingWithConference>,
  edit: ConferenceEdit,
  { sealer }: Pick<EditConferenceDeps, 'sealer'>,
): Promise<ConferenceEdits> {
  const before = conference.edits ?? noEdits;
  const { name, description, owner, theme, additional_aliases: aliases = before.aliases } = edit;
  const { host_pin: host, guest_pin: guest, allow_guests: guests } = edit;
  const ref = { tenantId, integrationId };
  const [holder, sealed] = pinsOf(conference);
  const isAboutPins = [host, guest, guests].some((each) => each !== undefined);
  const pins = async () => {
    const opened = sealed && (await openPins(sealed, { ref: { ...ref, ...holder }, sealer }));
    const { host: hostBefore = null, guest: guestBefore = null } = opened ?? {};
    const standing = { host: hostBefore, guest: guestBefore, allowGuests: sealed?.allowGuests ?? false };
    const { allowGuests, ...after } = editedPins(standing, edit);
    const own = { ...ref, conferenceId: conference.id };
    return { sealed: await sealPins(after, { ref: own, sealer, allowGuests }) };
  };
  return {
    name: before.name || name !== undefined,
    description: before.description || description !== undefined,
    owner: owner === undefined ? before.owner : { email: owner },
    theme: theme === undefined ? before.theme : { name: theme },
    pins: isAboutPins ? await pins() : before.pins,
    aliases,
  };
}

/** What of the edits is unique: the name and the further aliases. */
function claimsOf({ tenantId, conference }: MeetingWithConference): readonly string[] {
  return [nameClaim(tenantId, conference.name), ...(conference.edits?.aliases ?? []).map(aliasClaim)];
}

function refuse(aliases: readonly string[], isGranted: (alias: string) => boolean): void {
  const outside = aliases.flatMap((alias, at) => (isGranted(alias) ? [] : [['additional_aliases', at]]));
  if (outside.length > 0) throw aliasesNotAvailable(outside);
}

function takenBy(claim: string, aliases: readonly string[]): ConflictError {
  const at = aliases.map(aliasClaim).indexOf(claim);
  if (at >= 0) return aliasesNotAvailable([['additional_aliases', at]]);
  const message = 'Another conference or room has this name.';
  const issues = [{ path: ['name'], code: 'taken', message }];
  return new ConflictError(message, { code: 'ERR_CONFERENCE_NAME_TAKEN', issues });
}

/** What an edit may touch, for the audit; PINs only by whether there is one. */
function shownOf(meeting: MeetingWithConference) {
  const { conference } = meeting;
  const { name, description }: Conference = conference;
  const [, pins] = pinsOf(conference);
  return {
    name,
    description,
    owner: ownerOf(meeting),
    theme: themeOf(conference, null),
    has_host_pin: (pins?.host ?? null) !== null,
    has_guest_pin: (pins?.guest ?? null) !== null,
    allow_guests: pins?.allowGuests ?? null,
    additional_aliases: conference.edits?.aliases ?? [],
  };
}
