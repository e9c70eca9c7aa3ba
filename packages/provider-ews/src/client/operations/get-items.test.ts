import { afterEach, expect, it } from 'vitest';
import { loopbackServer } from '../../test-support/loopback-server.ts';
import { messagesOf } from '../../test-support/soap-answers.ts';
import { testProvider } from '../../test-support/test-deps.ts';

const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** What is read where the server answers as `answers` says whenever it is asked for several items. */
async function readAnswered(
  asked: readonly string[],
  answers: readonly string[],
  alone: (id: string) => string = itemOf,
): Promise<readonly string[]> {
  const server = await loopbackServer(({ body }) => {
    const ids = [...body.matchAll(/<t:ItemId Id="([^"]*)"/g)].map(([, id]) => id ?? '');
    return messagesOf('GetItem', ids.length > 1 ? answers : ids.map(alone));
  });
  const provider = testProvider(server.url);
  open.push(
    () => provider.close(),
    () => server.close(),
  );
  const results = await provider.equipmentMailbox('room@corp.example').read(asked.map((id) => ({ id })));
  return results.map((result) => (result.kind === 'message' ? result.message.subject : result.kind));
}

/** An item whose subject is its id. */
function itemOf(id: string): string {
  return `<m:Items><t:Message><t:ItemId Id="${id}" ChangeKey="c"/><t:Subject>${id}</t:Subject><t:DateTimeReceived>2026-01-01T00:00:00Z</t:DateTimeReceived></t:Message></m:Items>`;
}

it.each([
  ['in another order', ['c', 'a', 'b'].map(itemOf)],
  ['one too few', ['a', 'c'].map(itemOf)],
  ['one too many', ['a', 'b', 'c', 'c'].map(itemOf)],
  ['one twice in the place of another', ['a', 'a', 'c'].map(itemOf)],
  ['one that nobody asked for', ['a', 'x', 'c'].map(itemOf)],
  ['one whose id has another case', ['A', 'b', 'c'].map(itemOf)],
  ['a refusal that may be anybody’s', [itemOf('b'), itemOf('a'), 'ErrorItemNotFound']],
  ['none at all', []],
])('answers are told apart by their ids: %s', async (_name, answers) => {
  expect(await readAnswered(['a', 'b', 'c'], answers)).toEqual(['a', 'b', 'c']);
});

it('a refusal counts for the item at its place', async () => {
  const answers = [itemOf('a'), 'ErrorItemNotFound', itemOf('c')];
  expect(await readAnswered(['a', 'b', 'c'], answers)).toEqual(['a', 'gone', 'c']);
});

it('an answer for another item is never taken for the one that was asked for', async () => {
  const wrong = (id: string) => itemOf(id === 'b' ? 'a' : id);
  expect(await readAnswered(['a', 'b'], ['a', 'a'].map(itemOf), wrong)).toEqual(['a', 'unreadable']);
  expect(await readAnswered(['a'], [], () => itemOf(''))).toEqual(['unreadable']);
});
