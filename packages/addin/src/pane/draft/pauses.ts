/** Time as the pane uses it. */
export interface Pauses {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * Looks again and again, with growing pauses, until `look` gives true or the time is over. Rejects as `look` does.
 */
export async function lookUntil(
  look: () => Promise<boolean>,
  { pauses, forMs }: { readonly pauses: Pauses; readonly forMs: number },
): Promise<boolean> {
  const end = pauses.now() + forMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    if (await look()) return true;
    if (pauses.now() + pauseMs > end) return false;
    await pauses.sleep(pauseMs);
  }
}
