import { describe, expect, test } from 'vitest';
import { shareMailboxes } from './share-mailboxes.ts';

const names = (kind: string, count: number) => Array.from({ length: count }, (_, at) => `${kind}-${at}`);

const loadsOf = (shares: ReadonlyMap<string, string>, managers: readonly string[]) =>
  managers.map((manager) => [...shares.values()].filter((each) => each === manager).length);

describe('mailboxes are shared out among managers', () => {
  test.each([
    [1, 1],
    [1, 3],
    [2, 2],
    [3, 2],
    [7, 3],
    [10, 4],
    [100, 3],
    [1_000, 4],
  ])('%i mailboxes over %i managers: each once, shares even to within one', (count, of) => {
    const managers = names('manager', of);
    const shares = shareMailboxes(names('mailbox', count), managers);
    expect(shares.size).toBe(count);
    const loads = loadsOf(shares, managers);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
  });

  test('the order in which names are told, or told twice, changes nothing', () => {
    const [mailboxes, managers] = [names('mailbox', 20), names('manager', 3)];
    const shares = shareMailboxes(mailboxes, managers);
    const again = shareMailboxes(
      [...mailboxes, ...mailboxes].reverse(),
      [...managers, 'manager-0'].reverse(),
    );
    expect(again).toEqual(shares);
  });

  test('nobody gets anything where there is nobody', () => {
    expect(shareMailboxes(names('mailbox', 3), [])).toEqual(new Map());
    expect(shareMailboxes([], names('manager', 3))).toEqual(new Map());
  });

  test('when a manager joins or leaves, most mailboxes stay where they are', () => {
    const mailboxes = names('mailbox', 300);
    for (const count of [2, 3, 4]) {
      const before = shareMailboxes(mailboxes, names('manager', count));
      const after = shareMailboxes(mailboxes, names('manager', count + 1));
      const moved = mailboxes.filter((each) => before.get(each) !== after.get(each)).length;
      const fewest = mailboxes.length / (count + 1);
      expect(moved).toBeLessThan(fewest * 1.6);
    }
  });
});
