import type { Delivery, History } from './history.ts';

const plain: Omit<History, 'acts'> = {
  recurring: true,
  tag: 'scheduling',
  invited: true,
  underWay: false,
  clocks: 'exact',
  cancelled: false,
};

/** Histories that once ended differently; always tried first. */
export const onceRed: readonly [History, Delivery][] = [
  // The cancellation of an exception and the new pattern that has an instance there came with one stamp.
  [
    {
      ...plain,
      acts: [
        { kind: 'move', hours: 1 },
        { kind: 'move instance', instance: 0, hours: 0 },
        { kind: 'cancel instance', instance: 1 },
        { kind: 'move', hours: 0 },
      ],
    },
    { seed: 1, chunks: [] },
  ],
  // The same, where the cancellation came after the new pattern.
  [
    {
      ...plain,
      acts: [
        { kind: 'move instance', instance: 0, hours: 2 },
        { kind: 'repeat', everyDays: 1, count: 3 },
      ],
    },
    { seed: 417_891, chunks: [{ size: 1, again: null }] },
  ],
  // Invited to one instance after the series was off: the cancellation came last.
  [
    {
      ...plain,
      acts: [{ kind: 'uninvite' }, { kind: 'invite alone', instance: 1 }],
    },
    { seed: 8, chunks: [{ size: 1, again: null }] },
  ],
  // The new organizer's cancellation came before the hand-over.
  [
    { ...plain, recurring: false, acts: [{ kind: 'hand over' }], cancelled: true },
    { seed: 5, chunks: [{ size: 1, again: null }] },
  ],
  // A name was kept while the window was open.
  [
    { ...plain, recurring: false, underWay: true, acts: [{ kind: 'rename', subject: 'B' }] },
    { seed: 1, chunks: [] },
  ],
  // Several requests with one token came before its rewrite.
  [
    {
      ...plain,
      tag: 'token',
      acts: [{ kind: 'rename', subject: 'A' }, { kind: 'attendees' }, { kind: 'resend' }],
    },
    { seed: 1, chunks: [] },
  ],
  // A new pattern had no such instance any more when its rewrite came.
  [
    {
      ...plain,
      tag: 'token',
      underWay: true,
      acts: [
        { kind: 'rename instance', instance: 0, subject: 'A' },
        { kind: 'move', hours: 1 },
      ],
    },
    { seed: 104_339, chunks: [{ size: 1, again: null }] },
  ],
  // An instance with the second tag came before the series with the first.
  [
    {
      ...plain,
      acts: [
        { kind: 'cancel instance', instance: 0 },
        { kind: 'attendees' },
        { kind: 'attendees' },
        { kind: 'reserve again' },
        { kind: 'borrow tag' },
        { kind: 'move instance', instance: 0, hours: 0 },
        { kind: 'rename instance', instance: 0, subject: 'A' },
      ],
    },
    {
      seed: 1,
      chunks: [
        { size: 2, again: null },
        { size: 1, again: null },
      ],
    },
  ],
  // The same, where that instance was off before the series with the first came.
  [
    {
      ...plain,
      underWay: true,
      acts: [
        { kind: 'forward' },
        { kind: 'reserve again' },
        { kind: 'reserve again' },
        { kind: 'rename instance', instance: 0, subject: 'A' },
        { kind: 'delegate copy' },
        { kind: 'rename', subject: 'A' },
        { kind: 'reinvite' },
        { kind: 'move', hours: 1 },
      ],
    },
    { seed: 2, chunks: [{ size: 3, again: null }] },
  ],
];
