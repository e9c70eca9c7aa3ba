import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const clauseSchema = z.strictObject({
  /** SPEC number and letter: `S4.3a`. */
  id: z.string().regex(/^S\d+\.\d+[a-z]$/),
  /** What must show the clause at least. */
  level: z.enum(['table', 'contract', 'end to end', 'fault']),
  /** The issue in which it must be shown. */
  issue: z.int().positive(),
  /** The rule in one line. */
  text: z.string().regex(/\.$/),
});

/** One part of a rule, small enough for one test to show. */
export type Clause = z.infer<typeof clauseSchema>;

/** Reads test/requirements.json. Throws when it is malformed or names a clause twice. */
export function readClauses(root: string): Clause[] {
  const text = readFileSync(join(root, 'test/requirements.json'), 'utf8');
  const clauses = z.array(clauseSchema).parse(JSON.parse(text));
  const ids = clauses.map(({ id }) => id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length > 0) throw new Error(`test/requirements.json names twice: ${twice.join(', ')}`);
  return clauses;
}
