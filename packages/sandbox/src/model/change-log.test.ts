import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChangeLog } from './change-log.ts';

type Kind = 'create' | 'update' | 'delete' | 'read-flag';

describe('the change log of a folder', () => {
  it('tells each item once, with its latest state', () => {
    const log = new ChangeLog();
    log.note('a', 'create');
    log.note('b', 'create');
    log.note('a', 'update');
    const first = log.since({ base: 0, position: 0 }, 10);
    expect(first.changes).toEqual([
      { id: 'b', kind: 'create' },
      { id: 'a', kind: 'create' },
    ]);
    log.note('a', 'read-flag');
    log.note('b', 'delete');
    log.note('c', 'create');
    log.note('c', 'delete');
    expect(log.since(first.next, 10).changes).toEqual([
      { id: 'a', kind: 'read-flag' },
      { id: 'b', kind: 'delete' },
    ]);
  });

  it('leads any client to the true content, however it pages and whenever it asks', () => {
    const command = fc.record({
      id: fc.integer({ min: 0, max: 8 }),
      action: fc.constantFrom<'change' | 'remove' | 'flag' | 'sync'>('change', 'remove', 'flag', 'sync'),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80 }), fc.integer({ min: 1, max: 4 }), (commands, page) => {
        const log = new ChangeLog();
        const truth = new Map<string, number>();
        const copy = new Set<string>();
        let generation = 0;
        let state = { base: 0, position: 0 };
        const sync = () => {
          for (let complete = false; !complete; ) {
            const answer = log.since(state, page);
            for (const { id, kind } of answer.changes) {
              if (kind === 'update' || kind === 'read-flag') expect(copy.has(id)).toBe(true);
              if (kind === 'delete') copy.delete(id);
              else copy.add(id);
            }
            state = answer.next;
            complete = answer.complete;
          }
        };
        for (const { id, action } of commands) {
          const living = [...truth].find(([, slot]) => slot === id)?.[0];
          const note = (name: string, kind: Kind) => log.note(name, kind);
          if (action === 'sync') sync();
          else if (living === undefined) {
            generation += 1;
            truth.set(`item-${generation}`, id);
            note(`item-${generation}`, 'create');
          } else if (action === 'remove') {
            truth.delete(living);
            note(living, 'delete');
          } else note(living, action === 'flag' ? 'read-flag' : 'update');
        }
        sync();
        expect([...copy].sort()).toEqual([...truth.keys()].sort());
      }),
    );
  });
});
