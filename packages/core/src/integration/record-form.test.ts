import { expect, it } from 'vitest';
import { recordForm } from './record-form.ts';

it('has a title and a help for every field of the record', () => {
  const { groups } = recordForm({ mailbox: {}, signIn: {}, roomSources: {}, callers: {} });
  const fields = groups.flatMap((group) => group.fields);
  expect(fields.length).toBeGreaterThan(80);
  const silent = fields.filter(({ title, help }) => title === '' || !/^[A-Z{].*\.$/.test(help));
  expect(silent.map(({ path }) => path)).toEqual([]);
});
