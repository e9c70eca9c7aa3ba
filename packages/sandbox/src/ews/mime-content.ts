import type { Address, Item } from '../model/item.ts';
import { methodOf, renderICalendar } from './icalendar.ts';

/**
 * An item as Exchange converts it: a calendar entry as bare iCalendar, anything else as a message (RFC 5322), one
 * about a meeting with a `text/calendar` part beside its text.
 */
export function renderMime(item: Item): string {
  if (item.kind === 'calendar') return renderICalendar(item);
  const body = part(`text/${item.bodyType === 'HTML' ? 'html' : 'plain'}; charset=utf-8`, item.body);
  if (item.kind === 'message') return [...headers(item), body].join('\r\n');
  const calendar = part(`text/calendar; charset=utf-8; method=${methodOf(item)}`, renderICalendar(item));
  const boundary = `_000_${item.id.replace(/\W/g, '').slice(-40)}_`;
  return [
    ...headers(item),
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...[body, calendar].map((each) => `--${boundary}\r\n${each}`),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

function headers({
  subject,
  from,
  to,
  cc,
  sentAt,
  receivedAt,
  inReplyTo,
  headers: transport,
}: Item): string[] {
  const own: readonly (readonly [name: string, value: string])[] = [
    ['From', people(from ? [from] : [])],
    ['To', people(to)],
    ['Cc', people(cc)],
    ['Subject', encoded(subject)],
    ['Date', new Date(sentAt || receivedAt).toUTCString().replace('GMT', '+0000')],
    ['In-Reply-To', inReplyTo ?? ''],
  ];
  const names = new Set(own.map(([name]) => name));
  // What was sent has the headers of its way; a draft has none.
  const before = transport.filter(([name]) => !names.has(name));
  return [...before, ...own].filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`);
}

function people(addresses: readonly Address[]): string {
  return addresses.map(({ name, email }) => `${encoded(name)} <${email}>`).join(', ');
}

/** RFC 2047, where a text is more than harmless ASCII. */
function encoded(text: string): string {
  if (/^[\w .'-]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word]
    .map((each) => `=?utf-8?B?${Buffer.from(each, 'utf8').toString('base64')}?=`)
    .join('\r\n ');
}

function part(type: string, content: string): string {
  const lines =
    Buffer.from(content, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', '', ...lines, ''].join('\r\n');
}
