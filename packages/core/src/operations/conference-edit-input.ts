import { z } from 'zod';
import type { Pins } from '../allocation/derive-pins.ts';
import { type InputIssue, InvalidInputError } from '../errors/vmrkit-error.ts';
import { toInputIssues } from '../integration/record-issues.ts';
import { aliasInput, line, pinInput } from '../personal-rooms/room-input.ts';

/** What may be changed of a conference by hand (S8.5); what is left out stays as it is. Lengths are what platforms take. */
export const conferenceEditSchema = z.strictObject({
  name: line(200).min(1, 'A conference needs a name.').optional(),
  description: line(250).optional(),
  /** Address of the owner; null: nobody. */
  owner: z.email('This is no e-mail address.').max(100).nullable().optional(),
  host_pin: pinInput.nullable().optional(),
  guest_pin: pinInput.nullable().optional(),
  allow_guests: z.boolean().optional(),
  /** The platform's name of a theme; null: its global one. */
  theme: line(250).min(1).nullable().optional(),
  /** Besides the two generated ones, all of them. */
  additional_aliases: z.array(aliasInput).max(30).optional(),
});

/** An edit that was judged. */
export type ConferenceEdit = z.output<typeof conferenceEditSchema>;

/** PINs of a conference and whether guests may join. */
export interface EditedPins extends Pins {
  readonly allowGuests: boolean;
}

/** Judges an edit by itself. Throws InvalidInputError `ERR_CONFERENCE_INVALID` with every fault. */
export function parseConferenceEdit(input: unknown): ConferenceEdit {
  const { data, error } = conferenceEditSchema.safeParse(input);
  const issues = error === undefined ? repeatedAliases(data) : toInputIssues(error.issues, { input });
  if (data === undefined || issues.length > 0) throw invalidEdit(issues);
  return data;
}

/** The PINs after an edit. Throws InvalidInputError `ERR_CONFERENCE_INVALID` where they do not go together. */
export function editedPins(before: EditedPins, edit: ConferenceEdit): EditedPins {
  const { host_pin: host = before.host, guest_pin: guest = before.guest } = edit;
  const { allow_guests: allowGuests = before.allowGuests } = edit;
  const issues: InputIssue[] = [];
  const fault = (field: string, message: string) => issues.push({ path: [field], code: 'conflict', message });
  if (allowGuests && host === null) fault('allow_guests', 'Guests may join only where the host has a PIN.');
  if (guest !== null && !allowGuests) fault('guest_pin', 'Guests are not allowed here.');
  if (guest !== null && guest === host) fault('guest_pin', 'The PIN of guests must not be the host’s.');
  if (issues.length > 0) throw invalidEdit(issues);
  return { host, guest, allowGuests };
}

function repeatedAliases(edit: ConferenceEdit | undefined): readonly InputIssue[] {
  const aliases = (edit?.additional_aliases ?? []).map((alias) => alias.toLowerCase());
  return aliases.flatMap((alias, at) =>
    aliases.indexOf(alias) === at
      ? []
      : [{ path: ['additional_aliases', at], code: 'duplicate', message: 'Duplicate value.' }],
  );
}

function invalidEdit(issues: readonly InputIssue[]): InvalidInputError {
  const message = 'The conference was not changed, since some fields have faults.';
  return new InvalidInputError(message, { code: 'ERR_CONFERENCE_INVALID', issues });
}
