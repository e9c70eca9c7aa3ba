import { expect, it } from 'vitest';
import { argon2Hasher } from './argon2-hasher.ts';

it('hashes with a salt of its own, knows the password again, and takes nothing else for a hash', async () => {
  const [one, other] = [await argon2Hasher.hash('correct horse'), await argon2Hasher.hash('correct horse')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$/);
  expect(one).not.toBe(other);
  const verified = [
    await argon2Hasher.verify(one, 'correct horse'),
    await argon2Hasher.verify(one, 'correct hors'),
    await argon2Hasher.verify('plain:x', 'x'),
  ];
  expect(verified).toEqual([true, false, false]);
});
