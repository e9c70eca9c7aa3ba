// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const special = /[&<>\r]/g;
const specialInAttribute = /[&<>"\r\n\t]/g;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\t': '&#x9;',
};

/** Text for the inside of an element; carriage returns as `&#xD;`, as Exchange writes them. */
export function escapeText(text: string): string {
  return text.replace(forbidden, '').replace(special, (each) => references[each] ?? each);
}

/** Text for the inside of a double-quoted attribute. */
export function escapeAttribute(text: string): string {
  return text.replace(forbidden, '').replace(specialInAttribute, (each) => references[each] ?? each);
}

/** `<t:name>text</t:name>`; nothing for null or undefined. */
export function element(name: string, text: string | number | boolean | null | undefined): string {
  if (text === null || text === undefined) return '';
  return `<t:${name}>${typeof text === 'string' ? escapeText(text) : text}</t:${name}>`;
}

/** `<t:name>inner</t:name>` around markup; nothing for empty markup. */
export function wrap(name: string, inner: string): string {
  return inner === '' ? '' : `<t:${name}>${inner}</t:${name}>`;
}

/** Unix milliseconds as EWS writes times: UTC, whole seconds. */
export function dateTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
