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
  'character-reference choose-tag find-block insert-at-top markup plain-character quote-tracker replace-in-body reply-separator tag-parser visible-text widen-to-elements';
const SEALS = 'base32 claim number-space permutation reservation scheduling-tag tag-reader token-tag';
const BOOKS =
  'allocate allocation-limiter claims document-steps draw-number number-spaces quarantine reservation-book reservations reserve-single-use-vmr restore-reservation sweeper';
const DECISION = 'decide meeting-key meeting-version occurrences';

/** All groups; the name of each stands in docs/evidence/mutation.json. */
export const mutationGroups: readonly MutationGroup[] = [
  {
    name: 'tags',
    mutate: modules('allocation', TAGS),
    tests: [...modules('allocation', TAGS).map(testOf), `${core}/operations/recovery/renew-body.test.ts`],
  },
  {
    name: 'seals',
    mutate: modules('allocation', SEALS),
    tests: [`${core}/allocation/{claim,number-space,permutation,reservation,sealed-tags,tag-reader}.test.ts`],
  },
  {
    name: 'allocation',
    mutate: modules('allocation', BOOKS),
    tests: [
      'packages/testing/src/core-rules/{allocation,allocation-contention,number-space-overlap,number-spaces,reservation-book,reservations,sweeping}.test.ts',
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
    tests: [`${core}/meetings/{answer-values,evolve,evolve-whole,fulfil,meeting}.test.ts`],
  },
];
