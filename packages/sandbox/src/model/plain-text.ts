const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

/** The text of a body, whatever its type. */
export function plainText(item: { readonly body: string; readonly bodyType: 'HTML' | 'Text' }): string {
  if (item.bodyType === 'Text') return item.body;
  return item.body
    .replace(/<(br|\/p|\/div|\/tr)[^>]*>/gi, '\r\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&([a-z]+|#39);/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
}
