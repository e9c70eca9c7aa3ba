/** Names in the case of our JSON; error codes as names stay as they are. */
export function onWire(value: object): object {
  return snakeCase(value) as object;
}

function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (typeof value !== 'object' || value === null) return value;
  const lower = (letter: string) => `_${letter.toLowerCase()}`;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      /^[a-z]/.test(name) ? name.replace(/[A-Z]/g, lower) : name,
      snakeCase(each),
    ]),
  );
}

/** A text of a stranger on one line, without what would steer a terminal. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
