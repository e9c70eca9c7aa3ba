import { expect, it } from 'vitest';
import { readAddress, readDirectoryName } from './smtp-address.ts';

it.each([
  ['/O=CORP/CN=ANN', '/O=CORP/CN=ANN'],
  ['EX:/o=corp/cn=ann', '/o=corp/cn=ann'],
  ['IMCEAEX-_O=CORP_OU=A+20B_CN=ANN@corp.example', '/O=CORP/OU=A B/CN=ANN'],
  ['SMTP:IMCEAEX-_O=CORP_CN=ANN@corp.example', '/O=CORP/CN=ANN'],
  ['ann@corp.example', null],
  ['IMCEAFAX-123@corp.example', null],
  ['/cn=ann', null],
  ['/o=', null],
  ['/o=corp\u0000/cn=ann', null],
  ['', null],
])('%j is the directory name %j', (text, name) => {
  expect(readDirectoryName(text)).toBe(name);
});

it('a text of a million characters is no address, and is soon dismissed', () => {
  const began = performance.now();
  for (const piece of ["'", '@', 'smtp:', ' a@b', '"<', 'a@b.example,', '/o=']) {
    const text = piece.repeat(1_000_000 / piece.length);
    expect([readAddress(text), readAddress(`${text}x`), readDirectoryName(text)]).toEqual([null, null, null]);
  }
  expect(performance.now() - began).toBeLessThan(5_000);
});
