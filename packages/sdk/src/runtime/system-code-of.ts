/** What the system or a library below said of an error or its cause, such as `ENOSPC`; null: nothing. For logs. */
export function systemCodeOf(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code: unknown = Reflect.get(at, 'code');
    if (typeof code === 'string' && !code.startsWith('ERR_')) return code;
  }
  return null;
}
