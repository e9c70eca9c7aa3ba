import { DAY_MS, formatInstant, HOUR_MS, instant, shift } from '@vmrkit/core';
import { expect, test } from 'vitest';
import { createSandboxWorld, type SandboxWorld } from '../test-support/sandbox-world.ts';
import { CLIENT_ID } from '../test-support/test-deps.ts';

const ALICE = 'alice@corp.example';

/** A meeting with an online meeting in it, as its organizer's Outlook makes one; gives its UID. */
async function bookOnline({ sandbox, now }: SandboxWorld): Promise<string> {
  const form = new URLSearchParams({
    client_id: CLIENT_ID,
    client_secret: 's3cret',
    grant_type: 'client_credentials',
    scope: `${new URL(sandbox.graphUrl).origin}/.default`,
  });
  const url = `${sandbox.authorityUrl}/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token`;
  const { access_token } = (await (await fetch(url, { method: 'POST', body: form })).json()) as {
    access_token: string;
  };
  const time = (at: number) => ({ dateTime: formatInstant(instant(at)).replace('Z', ''), timeZone: 'UTC' });
  const start = shift(now(), DAY_MS);
  const answer = await fetch(`${sandbox.graphUrl}/users/${ALICE}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      subject: 'Plan',
      body: { contentType: 'html', content: '<p>Agenda</p>' },
      start: time(start),
      end: time(shift(start, HOUR_MS)),
      isOnlineMeeting: true,
    }),
  });
  return ((await answer.json()) as { iCalUId: string }).iCalUId;
}

test.each([
  ['kept', undefined],
  ['new-join-url', 'other-link'],
  ['switched-off', 'switched-off'],
] as const)('an online meeting that is %s by a written body is told so', async (what, expected) => {
  const world = await createSandboxWorld({ settings: { switches: { graphOnlineMeetingOnBodyPatch: what } } });
  try {
    const uid = await bookOnline(world);
    const query = { organizer: ALICE, identity: { globalObjectId: null, uid }, instance: null };
    const [found] = await world.calendars.locate([query]);
    if (found?.kind !== 'found') throw new Error('The meeting is not found.');
    const body = { ...found.body, content: found.body.content.replace('Agenda', 'Join us') };
    const [outcome] = await world.calendars.rewriteBodies([{ ref: found.ref, body }]);
    expect(outcome).toEqual({ kind: 'sent', ...(expected && { onlineMeeting: expected }) });
  } finally {
    await world.close();
  }
});
