import { readFile } from 'node:fs/promises';
import { graphRealitySwitches, realitySwitches } from '@vmrkit/sandbox';
import { expect, it } from 'vitest';

it('[S11.4d] docs/field-facts.md has one row for each switch of the sandbox, and no other', async () => {
  const text = await readFile(new URL('../../docs/field-facts.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` \| ([^|]+) \| [^|]{20,} \| [^|]{20,} \|$/gm)].map(
    ([, name]) => name,
  );
  expect(rows).toEqual([...realitySwitches, ...graphRealitySwitches].map(({ name }) => name));
});
