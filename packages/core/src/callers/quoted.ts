/** What somebody else wrote, short enough and on one line, for a message. Never for a token or another secret. */
export function quoted(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 120);
}
