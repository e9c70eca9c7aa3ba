import { readFileSync } from 'node:fs';
import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { assert, beforeAll, expect, test } from 'vitest';
import { decide } from '../meetings/decide.ts';
import { after, applyIntent, facts, request, step } from '../meetings/meeting.fixture.ts';
import { type Meeting, meetingShape } from '../meetings/meeting.ts';
import { isNewer } from '../meetings/meeting-version.ts';
import type { DocumentCollection } from '../store/document-collection.ts';
import { loadOne } from '../store/document-steps.ts';
import { indexEntry } from '../store/store-usage.ts';
import { readDocument } from '../store/stored-text.ts';
import { shift } from '../time/instant.ts';
import { openStore, type Store, storeShapes } from './store.ts';

/** A document as an earlier version of the kit wrote it. */
interface EarlierDocument {
  readonly collection: string;
  readonly partition: string;
  readonly id: string;
  /** JSON. */
  readonly text: string;
}

const documents = readFileSync(new URL('earlier-documents.fixture.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): EarlierDocument => JSON.parse(line));

const shapes = new Map(storeShapes().map((shape) => [shape.name, shape]));

let store: Store;
let collections: ReadonlyMap<string, DocumentCollection<unknown>>;

beforeAll(async () => {
  const database = createWeakMemoryDatabase();
  for (const { collection, partition, id, text } of documents) {
    const unversioned = database.collection<unknown, never>({ name: collection, indexes: {} });
    const change = { op: 'insert', id, value: JSON.parse(text) } as const;
    expect(await unversioned.commit(partition, [change])).toMatchObject([{ ok: true }]);
  }
  store = openStore(database);
  collections = new Map([...shapes].map(([name, shape]) => [name, database.collection(shape)]));
});

test('every collection has documents of earlier versions', () => {
  expect(new Set(documents.map(({ collection }) => collection))).toEqual(new Set(shapes.keys()));
});

test.each(documents.map((each, at) => [`${each.collection} ${at}`, each] as const))(
  '%s is read, written and read again',
  async (_, { collection, partition, id }) => {
    const opened = collections.get(collection);
    assert(opened);
    const before = await loadOne(opened, { partition, id });
    assert(before);
    const change = { op: 'replace', id, revision: before.revision, value: before.value } as const;
    expect(await opened.commit(partition, [change])).toMatchObject([{ ok: true }]);
    expect((await loadOne(opened, { partition, id }))?.value).toEqual(before.value);
  },
);

test.each(documents.map((each, at) => [`${each.collection} ${at}`, each] as const))(
  '%s stands in each index where it stood before it was upgraded',
  (_, { collection, text }) => {
    const shape = shapes.get(collection);
    assert(shape);
    const value = readDocument(shape, text);
    for (const index of Object.keys(shape.indexes)) {
      expect(indexEntry(shape, { index, value })).toEqual(
        indexEntry(shape, { index, value: JSON.parse(text) }),
      );
    }
  },
);

const meetings = documents.filter(({ collection }) => collection === 'meetings');

test.each(meetings.map((each, at) => [at, each] as const))(
  'meeting %s takes the next message',
  async (_, { partition, id }) => {
    const stored = await loadOne(store.meetings, { partition, id });
    assert(stored);
    const meeting = stored.value;
    const numbers = meeting.journal.map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((__, at) => at + 1));
    const at = meeting.expiresAt ?? meeting.createdAt;
    const message = request({ receivedAt: at, stamp: at, messageId: '<next>' });
    expect(decide(meeting, message, facts(), at)).toHaveProperty('kind');
    const next = after(meeting, step(message, applyIntent()));
    expect(next.journal.at(-1)?.number).toBe(numbers.length + 1);
    assert(next.version);
    expect(isNewer(next.version, meeting.version)).toBe(true);
  },
);

test('what a sender cancelled before the upgrade is off once that sender is the organizer', async () => {
  const [pending] = meetings
    .map(({ text }) => readDocument<Meeting>(meetingShape, text))
    .filter(({ pendingCancellations }) => pendingCancellations.length > 0);
  assert(pending);
  const [cancellation] = pending.pendingCancellations;
  assert(cancellation);
  const before = shift(cancellation.version.received, -1);
  const organizer = { name: 'Ada', email: cancellation.organizer };
  const message = request({ organizer, sender: organizer, stamp: before, receivedAt: before });
  const next = after(pending, step(message, applyIntent()));
  expect(next.status).toBe('cancelled');
  expect(next.pendingCancellations).toEqual([]);
});
