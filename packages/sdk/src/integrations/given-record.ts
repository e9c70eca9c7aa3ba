import type { SettingsContracts } from '@vmrkit/core';
import { expandFlatRecord, upgradeCallers } from '@vmrkit/core/composition';

const sections = [
  'general',
  'mailbox',
  'single_use',
  'personal',
  'add_in',
  'email_texts',
  'advanced',
  'sign_in',
  'room_source',
  'callers',
];

/** A record as it was given, nested or with flat names: nested. */
export function nestedRecord(json: unknown, options: { readonly plugins: SettingsContracts }): unknown {
  return isFlat(json) ? expandFlatRecord(json, options) : upgradeCallers(json);
}

function isFlat(json: unknown): json is Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return !sections.some((section) => Object.hasOwn(json, section));
}

/** The id that a record was given with; undefined: none. */
export function idOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, 'id') : undefined;
}
