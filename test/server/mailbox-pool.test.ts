import { instant } from '@vmrkit/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, INTEGRATION, RESERVATIONS, ServerWorld } from './server-world.ts';

const first = { name: 'VMR booking', email: 'vmr@example.com' };
const second = { name: 'VMR booking 2', email: 'vmr-2@example.com' };
const poolOf = (...mailboxes: readonly object[]) => ({
  mailbox: { provider: 'world', settings: {}, mailboxes },
});

let deployment: ServerWorld;

beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord(poolOf(first));
});
afterEach(() => deployment.close());

async function reserve(origin: string) {
  const { json } = await ask(`${origin}${RESERVATIONS}`, { token: 'good.to.ken', body: {} });
  return { html: String(json.html), email: String(json.mailbox?.email) };
}

/** Meetings an hour from now. */
function time() {
  const start = instant(Math.ceil(deployment.world.now() / 60_000) * 60_000 + 3_600_000);
  return { start, end: instant(start + 3_600_000) };
}

const organizer = { name: 'Olga', email: 'olga@example.com' };

it('[S12.2f, S12.2e] a mailbox is added and another drained while the manager runs; nobody’s worker starts anew', async () => {
  const manager = await deployment.start('all');
  const { html, email } = await reserve(manager.publicUrl);
  expect(email).toBe(first.email);
  const meeting = await deployment.world.invite({ organizer, subject: 'Plans', html, ...time() });
  await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(1), 10_000);

  await deployment.importRecord(poolOf(first, second));
  const named = async () => expect((await reserve(manager.publicUrl)).email).toBe(second.email);
  await vi.waitFor(named, 10_000);
  const there = deployment.mailboxWorld(second.email);
  const through = await there.invite({
    organizer,
    subject: 'More',
    ...(await reserve(manager.publicUrl)),
    ...time(),
  });
  await vi.waitFor(async () => expect(await there.answers(through)).toHaveLength(1), 10_000);

  await deployment.importRecord(poolOf({ ...first, state: 'draining' }, second));
  await vi.waitFor(async () => {
    for (let again = 0; again < 4; again += 1) await named();
  }, 10_000);
  await deployment.world.update(meeting, { subject: 'Plans, changed' });
  await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(2), 10_000);
  expect(deployment.steps.filter((step) => step === 'before readMark')).toHaveLength(1);
});

it('[S12.2l] a mailbox that meetings or drafts need is not left out of the record, another may be', async () => {
  const manager = await deployment.start('all');
  await deployment.importRecord(poolOf(first, second));
  await deployment.importRecord(poolOf(first));
  const { html } = await reserve(manager.publicUrl);
  await expect(deployment.importRecord(poolOf(second))).rejects.toMatchObject({
    code: 'ERR_MAILBOX_NEEDED',
    message: expect.stringContaining(
      'vmr@example.com is still needed by 0 meetings and 1 unused reservations',
    ),
    issues: [{ path: ['mailbox', 'mailboxes'], code: 'needed' }],
  });
  const meeting = await deployment.world.invite({ organizer, subject: 'Plans', html, ...time() });
  await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(1), 10_000);
  await expect(deployment.importRecord(poolOf(second))).rejects.toThrow(
    '1 meetings and 0 unused reservations',
  );
});

it('[S12.2j] the metrics tell length and age of each mailbox’s queue of answers', async () => {
  await deployment.importRecord(poolOf(first, second));
  const manager = await deployment.start('all', { config: { answers: { look_ms: 20 } } });
  const metrics = async () => (await ask(`${manager.adminUrl}/metrics`, { method: 'GET' })).text;
  const shown = async () => {
    const text = await metrics();
    const of = new RegExp(
      `^vmrkit_answers_waiting{integration="${INTEGRATION}",mailbox="[-0-9a-f]{36}"} 0$`,
      'gm',
    );
    expect(text.match(of)).toHaveLength(2);
    expect(text.match(/^vmrkit_answers_oldest_seconds{.*} 0$/gm)).toHaveLength(2);
  };
  await vi.waitFor(shown, 5_000);
  const { email } = deployment.world;
  deployment.onStep = async (step) => {
    if (step === 'before respond') await deployment.world.trouble({ kind: 'not-allowed', email });
  };
  const { html } = await reserve(manager.publicUrl);
  await deployment.world.invite({ organizer, subject: 'Plans', html, ...time() });
  await vi.waitFor(async () => {
    expect(await metrics()).toMatch(/^vmrkit_answers_waiting{.*} 1$/m);
    expect(await metrics()).toMatch(/^vmrkit_answers_oldest_seconds{.*} 0\.\d+$/m);
  }, 5_000);
});
