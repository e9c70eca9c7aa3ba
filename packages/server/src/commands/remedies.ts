import { readFileSync } from 'node:fs';

let remedies: Readonly<Record<string, string>> | null = null;

/** What docs/errors.md says to do about a code, as it is shipped with this package; null: it says nothing. */
export function remedyOf(code: string): string | null {
  remedies ??= JSON.parse(
    readFileSync(new URL('../../error-remedies.json', import.meta.url), 'utf8'),
  ) as Readonly<Record<string, string>>;
  return Object.hasOwn(remedies, code) ? (remedies[code] ?? null) : null;
}

/** A code and what to do about it. */
export function withRemedy(code: string): string {
  return `${code}. ${remedyOf(code) ?? ''}`.trim();
}
