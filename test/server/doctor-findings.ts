/** What `vmrkit doctor --json` says of one examination. */
export interface Finding {
  readonly id: string;
  readonly kind: 'ok' | 'problem' | 'unknown';
  readonly evidence: string;
  readonly remedy: string;
}

/** The findings among the lines that a command wrote. */
export function findingsIn(output: string): readonly Finding[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

/** The ids of checks that found a problem, each once, sorted. */
export function problemsOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.filter(({ kind }) => kind === 'problem').map(({ id }) => id))].sort();
}
