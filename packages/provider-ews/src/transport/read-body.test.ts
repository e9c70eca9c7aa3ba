import { expect, it } from 'vitest';
import { readBody } from './read-body.ts';

it('an answer in a great many small pieces is refused for the memory that they take', async () => {
  const byte = new Uint8Array(1);
  const pieces = async function* () {
    for (let place = 0; place < 1_100_000; place += 1) yield byte;
  };
  const body = Object.assign(pieces(), { destroy: () => undefined });
  await expect(readBody({ status: 200, headers: {}, body })).rejects.toMatchObject({ kind: 'too-large' });
});
