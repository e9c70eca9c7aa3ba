/** A problem as the admin API answers it. */
interface Problem {
  readonly code: string;
  readonly detail?: string | undefined;
  readonly errors?: readonly { readonly path: readonly unknown[]; readonly message: string }[] | undefined;
}

/** What the API answered. Throws with its code and every fault where it refused. */
export function answerOf<Data>({
  data,
  error,
}: {
  readonly data?: Data;
  readonly error?: Problem | undefined;
}): Data {
  if (error === undefined && data !== undefined) return data;
  const faults = (error?.errors ?? []).map(({ path, message }) => `\n  ${path.join('.')}: ${message}`);
  throw new Error(`${error?.code}: ${error?.detail ?? ''}${faults.join('')}`);
}
