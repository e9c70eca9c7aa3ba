/** An index as the server describes it. */
export interface PresentIndex {
  readonly name?: string | undefined;
  readonly key: Readonly<Record<string, unknown>>;
  readonly [option: string]: unknown;
}

/** An index that the store needs. */
export interface NeededIndex {
  readonly name: string;
  readonly key: Readonly<Record<string, 1>>;
}

/** What makes one of our indexes miss documents, order them otherwise or remove them. */
const ALTERING = [
  'unique',
  'sparse',
  'hidden',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
] as const;

/** What makes anybody's index refuse our writes or remove our documents. */
const HARMFUL = ['unique', 'expireAfterSeconds'] as const;

/** How the indexes of a collection stand to what the store needs. */
export interface IndexVerdict {
  readonly missing: readonly NeededIndex[];
  /** What is wrong with those that are there, for operators; it names them. */
  readonly faults: readonly string[];
}

/** Judges the indexes of a collection. Others than ours are left alone unless they do harm. Pure. */
export function judgeIndexes(present: readonly PresentIndex[], needed: readonly NeededIndex[]): IndexVerdict {
  const faults: string[] = [];
  const wanted = new Map(needed.map((index) => [index.name, index]));
  for (const index of present) {
    const { name = '', key } = index;
    const want = wanted.get(name);
    const options = (names: readonly string[]) => names.filter((each) => isSet(index[each])).join(', ');
    if (name === '_id_') {
      if (isSet(index.collation)) faults.push('the collection has a collation of its own');
    } else if (want === undefined) {
      const harm = options(HARMFUL);
      if (harm !== '') faults.push(`the index "${name}" is not VMRKit’s and does harm (${harm})`);
    } else if (keyText(key) !== keyText(want.key)) {
      faults.push(`the index "${name}" is over other fields (${keyText(key)})`);
    } else if (options(ALTERING) !== '') {
      faults.push(`the index "${name}" was made with ${options(ALTERING)}`);
    }
  }
  const there = new Set(present.map(({ name }) => name));
  return { missing: needed.filter(({ name }) => !there.has(name)), faults };
}

function isSet(option: unknown): boolean {
  return option !== undefined && option !== null && option !== false;
}

/** The order of an index's fields counts. */
function keyText(key: Readonly<Record<string, unknown>>): string {
  return Object.entries(key)
    .map(([field, order]) => `${field}: ${String(order)}`)
    .join(', ');
}
