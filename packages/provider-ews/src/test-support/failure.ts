/** What an act fails with; null: it does not. */
export async function failure(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => null,
    (error: unknown) => error,
  );
}
