import type { PinsHolder, SealedPins } from '../allocation/sealed-pins.ts';
import type { Conference, Meeting } from './meeting.ts';

/** What was changed by hand; updates by mail leave it as it is (S8.5). Null or false: not changed. */
export interface ConferenceEdits {
  /** The conference's `name` is the one that was given. */
  readonly name: boolean;
  /** The conference's `description` is the one that was given. */
  readonly description: boolean;
  readonly owner: { readonly email: string | null } | null;
  readonly theme: { readonly name: string | null } | null;
  /** Host's PIN, guests' PIN and whether guests may join are changed together; sealed for the conference. */
  readonly pins: { readonly sealed: SealedPins | null } | null;
  /** Besides the two generated aliases. */
  readonly aliases: readonly string[];
}

/** A conference as the mail made it. */
export const noEdits: ConferenceEdits = {
  name: false,
  description: false,
  owner: null,
  theme: null,
  pins: null,
  aliases: [],
};

/** Every alias by which a conference is called, the two generated ones first. */
export function aliasesOf({
  numericAlias,
  alias,
  edits,
}: Pick<Conference, 'numericAlias' | 'alias' | 'edits'>): readonly string[] {
  return [numericAlias, alias, ...(edits?.aliases ?? [])];
}

/** Address of whom platforms take for the owner of a meeting's conference; null: nobody. */
export function ownerOf({ conference, organizer }: Pick<Meeting, 'conference' | 'organizer'>): string | null {
  const owner = conference?.edits?.owner ?? null;
  return owner === null ? (organizer?.email ?? null) : owner.email;
}

/** The theme of a conference, where its integration has the theme given. */
export function themeOf({ edits }: Pick<Conference, 'edits'>, theme: string | null): string | null {
  return edits?.theme == null ? theme : edits.theme.name;
}

/** The PINs of a conference, and for whom they are sealed. */
export function pinsOf({
  id,
  reservationId,
  pins,
  edits,
}: Pick<Conference, 'id' | 'reservationId' | 'pins' | 'edits'>): readonly [PinsHolder, SealedPins | null] {
  return edits?.pins == null ? [{ reservationId }, pins] : [{ conferenceId: id }, edits.pins.sealed];
}

/** The names of what was changed by hand, as people and the API are told. */
export function editedFields({ edits = noEdits }: Pick<Conference, 'edits'>): readonly string[] {
  const { name, description, owner, pins, theme, aliases } = edits;
  return [
    ...(name ? ['name'] : []),
    ...(description ? ['description'] : []),
    ...(owner === null ? [] : ['owner']),
    ...(pins === null ? [] : ['host_pin', 'guest_pin', 'allow_guests']),
    ...(theme === null ? [] : ['theme']),
    ...(aliases.length === 0 ? [] : ['additional_aliases']),
  ];
}
