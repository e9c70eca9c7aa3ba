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
