import { type AttendeePin, defaultJoiningInstructions } from './default-texts.ts';
import type { IntegrationRecord } from './integration-record.ts';
import { providerPlaces } from './provider-settings.ts';
import { valueAt } from './record-issues.ts';
import type { SettingsContracts } from './settings-contract.ts';

interface DefaultsOptions {
  readonly plugins: SettingsContracts;
  readonly newUuid?: () => string;
  /** The record that `json` replaces. */
  readonly previous?: Pick<IntegrationRecord, 'mailbox'>;
}

/** A copy of `json` with those defaults that no schema can know: fresh ids, and the text that follows the PINs. */
export function withRecordDefaults(json: unknown, { plugins, newUuid, previous }: DefaultsOptions): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const copy: unknown = structuredClone(json);
  if (newUuid !== undefined) {
    setAbsent(copy, { key: 'id', make: newUuid });
    const mailboxes = valueAt(copy, ['mailbox', 'mailboxes']);
    for (const mailbox of Array.isArray(mailboxes) ? mailboxes : []) {
      setAbsent(mailbox, { key: 'id', make: () => idBefore(mailbox, previous) ?? newUuid() });
    }
    for (const { path, contract } of providerPlaces(copy, plugins)) {
      setAbsent(valueAt(copy, path), { key: 'settings', make: () => ({}) });
      for (const key of contract?.freshUuids ?? []) {
        setAbsent(valueAt(copy, [...path, 'settings']), { key, make: newUuid });
      }
    }
  }
  const attendeePin = attendeePinOf(copy);
  if (attendeePin !== null) setInstructions(copy, defaultJoiningInstructions(attendeePin));
  return copy;
}

/** A mailbox keeps its id, since meetings are bound to it, also where the input names it by its address alone. */
function idBefore(mailbox: unknown, previous: DefaultsOptions['previous']): string | undefined {
  const email = String(valueAt(mailbox, ['email']))
    .trim()
    .toLowerCase();
  return previous?.mailbox?.mailboxes.find((each) => each.email.toLowerCase() === email)?.id;
}

/** Which PIN attendees are told: the guests' where guests may join, else the host's. */
function attendeePinOf(json: unknown): AttendeePin {
  const on = (name: string) => valueAt(json, ['single_use', 'pins', name]) === true;
  if (on('allow_guests')) return on('guest_pin') ? 'guest_pin' : null;
  return on('host_pin') ? 'pin' : null;
}

function setInstructions(json: unknown, text: string): void {
  const key = 'joining_instructions_template';
  setAbsent(json, { key: 'email_texts', make: () => ({}) });
  const texts = valueAt(json, ['email_texts']);
  setAbsent(texts, { key, make: () => ({}) });
  setAbsent(valueAt(texts, [key]), { key: 'default', make: () => text });
}

interface AbsentValue {
  readonly key: string;
  make(): unknown;
}

function setAbsent(target: unknown, { key, make }: AbsentValue): void {
  if (typeof target !== 'object' || target === null || Array.isArray(target)) return;
  if (valueAt(target, [key]) === undefined) Reflect.set(target, key, make());
}
