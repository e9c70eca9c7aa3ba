/** Sources that are mutated together, and the fast tests that must notice. Globs, from the repository's root. */
export interface MutationGroup {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

const core = 'packages/core/src';
const modules = (folder: string, names: string) =>
  names.split(' ').map((name) => `${core}/${folder}/${name}.ts`);
const testOf = (file: string) => file.replace(/ts$/, 'test.ts');
const TAGS =
  'character-reference find-block insert-at-top markup plain-character quote-tracker replace-in-body reply-separator tag-parser visible-text widen-to-elements';
const SEALS = 'base32 claim number-space permutation reservation scheduling-tag tag-reader token-tag';
const PINS = 'derive-pins pin-values sealed-pins';
const DECISION = 'decide meeting-key meeting-version occurrences';

/** All groups; the name of each stands in docs/evidence/mutation.json. */
export const mutationGroups: readonly MutationGroup[] = [
  {
    name: 'tags',
    mutate: modules('allocation', `choose-tag ${TAGS}`),
    tests: [...modules('allocation', TAGS).map(testOf), `${core}/operations/recovery/renew-body.test.ts`],
  },
  {
    name: 'seals',
    mutate: modules('allocation', SEALS),
    tests: [`${core}/allocation/{claim,number-space,permutation,reservation,sealed-tags,tag-reader}.test.ts`],
  },
  { name: 'pins', mutate: modules('allocation', PINS), tests: modules('allocation', PINS).map(testOf) },
  {
    name: 'allocation',
    mutate: [
      `${core}/allocation/*.ts`,
      `!${core}/allocation/*.test.ts`,
      ...modules('allocation', `choose-tag ${TAGS} ${SEALS} ${PINS}`).map((file) => `!${file}`),
    ],
    tests: [
      `${core}/allocation/{allocation-limiter,carries-live-tag,choose-mailbox,number-spaces,pool-balancer}.test.ts`,
      'packages/testing/src/core-rules/!(claims-model).test.ts',
      'packages/testing/src/operations/restore-reservation.test.ts',
    ],
  },
  { name: 'admission', mutate: [`${core}/admission/admit.ts`], tests: [`${core}/admission/*.test.ts`] },
  {
    name: 'decision',
    mutate: modules('meetings', DECISION),
    tests: modules('meetings', DECISION).map(testOf),
  },
  {
    name: 'meetings',
    mutate: [
      `${core}/meetings/*.ts`,
      `!${core}/meetings/*.{test,fixture}.ts`,
      ...modules('meetings', DECISION).map((file) => `!${file}`),
    ],
    tests: [`${core}/meetings/*.test.ts`],
  },
];
