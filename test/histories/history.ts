import fc from 'fast-check';

/** Days on which histories put instances, and the longest series. */
export const DAYS = 4;
/** Hours after the meeting's first start to which they move it, at most. */
export const MOST_HOURS = 6;

/** What an organizer, or somebody about an organizer's meeting, does. What is not possible as things stand is left out. */
export type Act =
  | { readonly kind: 'move'; readonly hours: number }
  | { readonly kind: 'rename'; readonly subject: string }
  | { readonly kind: 'repeat'; readonly everyDays: 1 | 2; readonly count: number }
  | {
      readonly kind:
        | 'once'
        | 'attendees'
        | 'resend'
        | 'uninvite'
        | 'reinvite'
        | 'forward'
        | 'delegate copy'
        | 'hand over'
        | 'lose tag'
        | 'borrow tag'
        | 'reserve again';
    }
  | { readonly kind: 'move instance'; readonly instance: number; readonly hours: number }
  | { readonly kind: 'rename instance'; readonly instance: number; readonly subject: string }
  | { readonly kind: 'cancel instance' | 'invite alone'; readonly instance: number };

/** All that happens to one meeting. */
export interface History {
  readonly recurring: boolean;
  /** How the invitation pays for its room. */
  readonly tag: 'scheduling' | 'token';
  /** Whether the equipment mailbox is invited from the beginning. */
  readonly invited: boolean;
  /** All of it is told while the first instance is under way. */
  readonly underWay: boolean;
  /**
   * What stamps and times of receipt are told by. Where they do not tell the order of sending, messages are received in
   * that order, and only told in another.
   */
  readonly clocks: 'exact' | 'of whole seconds' | 'ahead';
  readonly acts: readonly Act[];
  readonly cancelled: boolean;
}

/** The order in which its messages come: some at a time, and some of them again. */
export interface Delivery {
  readonly seed: number;
  readonly chunks: readonly { readonly size: number; readonly again: 'ref' | 'copy' | null }[];
}

const instance = fc.integer({ min: 0, max: DAYS - 1 });
const hours = fc.integer({ min: 0, max: MOST_HOURS });
const subject = fc.constantFrom('A', 'B', 'C');
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.oneof(
      fc.record({ kind: fc.constant('move' as const), hours }),
      fc.record({ kind: fc.constant('rename' as const), subject }),
      fc.record({
        kind: fc.constant('repeat' as const),
        everyDays: fc.constantFrom(1, 2),
        count: fc.integer({ min: 1, max: DAYS }),
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'once',
        'attendees',
        'resend',
        'uninvite',
        'reinvite',
        'forward',
        'delegate copy',
        'hand over',
        'lose tag',
        'borrow tag',
        'reserve again',
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.oneof(
      fc.record({ kind: fc.constant('move instance' as const), instance, hours }),
      fc.record({ kind: fc.constant('rename instance' as const), instance, subject }),
      fc.record({ kind: fc.constantFrom('cancel instance', 'invite alone'), instance }),
    ),
  },
);

/** Any history. */
export const histories: fc.Arbitrary<History> = fc.record({
  recurring: fc.boolean(),
  tag: fc.oneof(
    { weight: 5, arbitrary: fc.constant('scheduling' as const) },
    { weight: 1, arbitrary: fc.constant('token' as const) },
  ),
  invited: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  underWay: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  clocks: fc.oneof(
    { weight: 4, arbitrary: fc.constant('exact' as const) },
    { weight: 1, arbitrary: fc.constant('of whole seconds' as const) },
    { weight: 1, arbitrary: fc.constant('ahead' as const) },
  ),
  acts: fc.array(act, { maxLength: 8 }),
  cancelled: fc.boolean(),
});

/** Any order of delivery. */
export const deliveries: fc.Arbitrary<Delivery> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  chunks: fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 4 }), again: fc.constantFrom(null, 'ref', 'copy') }),
    { maxLength: 8 },
  ),
});
