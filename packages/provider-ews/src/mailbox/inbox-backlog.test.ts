import { describe, expect, it } from 'vitest';
import { InboxBacklog } from './inbox-backlog.ts';

const item = (id: string) => ({ id, sender: { email: null, authenticated: id.startsWith('real') } });
const page = (state: string, ...ids: readonly string[]) => ({ items: ids.map(item), state, last: false });
const backlogOf = () => new InboxBacklog('begun', ({ sender }) => sender.authenticated);

describe('InboxBacklog', () => {
  it('tells what goes first before what came earlier, also when it comes meanwhile', () => {
    const backlog = backlogOf();
    const flood = Array.from({ length: 120 }, (_, place) => `flood-${place}`);
    backlog.add(page('one', ...flood));
    backlog.add(page('two', 'real-1'));
    const told = () => backlog.take().refs.map(({ id }) => id);
    expect(told()).toEqual(['real-1']);
    expect(told()).toEqual(flood.slice(0, 50));
    backlog.add(page('three', 'flood-x', 'real-2'));
    expect(told()).toEqual(['real-2']);
    expect([...told(), ...told()]).toEqual([...flood.slice(50), 'flood-x']);
    expect(backlog.isEmpty).toBe(true);
  });

  it('moves the cursor to the end of a page only once it and all before it were told', () => {
    const backlog = backlogOf();
    backlog.add(page('one', ...Array.from({ length: 60 }, (_, place) => `flood-${place}`)));
    backlog.add(page('empty'));
    backlog.add(page('two', 'real-1'));
    expect([backlog.take().cursor, backlog.take().cursor, backlog.take().cursor]).toEqual([
      'begun',
      'begun',
      'two',
    ]);
  });
});
