import { z } from 'zod';

const labelPattern = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const hostPattern = new RegExp(`^(?=.{1,253}$)${labelPattern}(\\.${labelPattern})*$`);
const hostWithPortPattern = new RegExp(
  `^(?=.{1,259}$)${labelPattern}(\\.${labelPattern})*(:[1-9][0-9]{0,4})?$`,
);

/** A DNS name in ASCII, lower case; internationalised names in their `xn--` form. */
export const hostname = z
  .string()
  .trim()
  .toLowerCase()
  .regex(hostPattern, 'Not a host name: letters, digits, hyphens and dots.')
  .describe('host name');

/** A DNS name with an optional port. */
export const hostnameWithPort = z
  .string()
  .trim()
  .toLowerCase()
  .regex(hostWithPortPattern, 'Not a host name such as "vmr.example.com", with an optional port.')
  .refine((text) => URL.canParse(`https://${text}`), 'A port is at most 65535.')
  .describe('host name, with a port where need be');

/** An SMTP address; letters beyond ASCII are allowed before and after the `@` (RFC 6531). */
export const emailAddress = z
  .string()
  .trim()
  .max(254)
  .regex(z.regexes.unicodeEmail, 'Not an e-mail address.');

/** One line without markup and control characters. */
export function label(maxLength: number): z.ZodString {
  return z
    .string()
    .trim()
    .max(maxLength)
    .regex(/^\P{Cc}*$/u, 'One line without control characters.')
    .regex(/^(?!.*<[/!?]?[a-z])/i, 'Shown as it stands: markup is not possible here.');
}

/** UUID version 4, lower case. */
export const uuid = z
  .string()
  .toLowerCase()
  .regex(z.regexes.uuid4, 'Not a version 4 UUID.')
  .describe('UUID version 4');

/** Whether `host` (as `URL.hostname` writes it) names this machine by its form alone. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}

/** Longest URL that a record or a manifest holds, in characters. */
const MAX_URL_LENGTH = 2_048;

/** Why `text` may not be a configured URL, or null when it may. `http` passes for loopback hosts. */
export function urlFault(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || /[\s\p{Cc}]/u.test(text)) return 'Not a URL.';
  if (url.username !== '' || url.password !== '') return 'A URL with a user name or a password is refused.';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))) return null;
  return 'The URL must begin with https://.';
}

/**
 * A URL that someone configures: https without user name and password. `http` passes for loopback hosts;
 * the record's parser refuses those unless the deployment allows them. For settings schemas of plugins as well.
 */
export const configuredUrl = z
  .string()
  .trim()
  .max(MAX_URL_LENGTH)
  .superRefine((text, context) => {
    const message = urlFault(text);
    if (message !== null) context.addIssue({ code: 'custom', params: { code: 'url' }, message });
  });

/** Takes one entry a line as well as a list. For settings schemas of plugins too. */
export function lineList<List extends z.ZodType>(list: List) {
  return z.preprocess(
    (value) =>
      typeof value === 'string' ? value.split(/\r?\n/).filter((line) => line.trim() !== '') : value,
    list,
  );
}
