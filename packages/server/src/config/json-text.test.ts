import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readJsonFile } from './json-text.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-json-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(text: string): Promise<unknown> {
  const file = join(folder, 'a.json');
  await writeFile(file, text);
  return readJsonFile(file, { what: 'The file', code: 'ERR_CONFIG_FILE' });
}

it.each([
  ['{"a": }', 'line 1, column 7'],
  ['{\n  "a": 1,\n}', 'line 3, column 1'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3'],
  ['{"a": [1, 2}', 'line 1, column 12'],
  ['{"a" 1}', 'line 1, column 6'],
  ['{a: 1}', 'line 1, column 2'],
  ["{'a': 1}", 'line 1, column 2'],
  ['{"a": "x\ny"}', 'line 1, column 7'],
  ['{"a": 01}', 'line 1, column 8'],
  ['{} {}', 'line 1, column 4'],
  ['[1,]', 'line 1, column 4'],
  ['// note\n{}', 'line 1, column 1'],
  ['{"a": {\n', 'line 2, column 1: it ends too early'],
  ['', 'line 1, column 1: it is empty'],
])('says where %j is no JSON', async (text, place) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'ERR_CONFIG_FILE',
    message: `The file ${join(folder, 'a.json')} is no JSON at ${place}.`,
  });
});

it('quotes nothing of the file, which may hold secrets', async () => {
  const error = await read('{"password": "correct horse" oops}').catch((thrown: unknown) => thrown);
  expect(JSON.stringify([String(error), (error as Error).cause ?? null])).not.toContain('horse');
});

it('reads what is JSON, also behind a byte order mark', async () => {
  expect(await read('\uFEFF{"a": [1, {"b": null}, []]}')).toEqual({ a: [1, { b: null }, []] });
});

it('says why a file cannot be read', async () => {
  const options = { what: 'The file', code: 'ERR_CONFIG_FILE' };
  await expect(readJsonFile(join(folder, 'none.json'), options)).rejects.toThrow('no such file (ENOENT)');
  await expect(readJsonFile(folder, options)).rejects.toThrow('it is a folder (EISDIR)');
});
