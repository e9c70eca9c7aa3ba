import { instant } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { createSandboxWorld } from '../test-support/sandbox-world.ts';

it('characters beyond U+FFFF that a server writes as two references each are read as they are', async () => {
  const world = await createSandboxWorld();
  try {
    const subject = '\u{1F600} party \u{1F389}\u{1F3FD}';
    const start = instant(Date.UTC(2099, 0, 1));
    await world.admin.plan({ kind: 'surrogate-references', operation: 'GetItem', count: 10 });
    const organizer = { name: 'Alice', email: 'alice@corp.example' };
    const end = instant(start + 3_600_000);
    await world.invite({ organizer, subject, html: '<p>\u{1F37E}</p>', start, end });
    const [item] = await world.admin.folder(world.email, 'inbox');
    const [result] = await world.mailbox.read([{ id: item?.id ?? '' }]);
    if (result?.kind !== 'message') throw new Error('It was not read.');
    expect(result.message.subject).toBe(subject);
    expect(result.message.body.content).toContain('\u{1F37E}');
  } finally {
    await world.close();
  }
});
