import { createHash } from 'node:crypto';
import { instant } from '@vmrkit/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, PLATFORM_TOKEN, RESERVATIONS, ServerWorld } from './server-world.ts';

const DECISIONS_PATH = '/api/admission/v1/decisions';
const RESTRICTED_TOKEN = 'restricted-token';
const HOUR = 3_600_000;

let deployment: ServerWorld;

beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
});
afterEach(() => deployment.close());

const platform = (name: string, token: string, mayHearReason: boolean) => ({
  name,
  adapter: 'json',
  tenants: ['default'],
  may_hear_reason: mayHearReason,
  credentials: { bearer_sha256: createHash('sha256').update(token).digest('hex') },
});

describe('a join window that is closed', () => {
  it('[S5.3b] says why to whom it may, and nothing to others', async () => {
    const platforms = [
      platform('demo', PLATFORM_TOKEN, true),
      platform('restricted', RESTRICTED_TOKEN, false),
    ];
    const { publicUrl } = await deployment.start('all', { config: { platforms } });
    const { json } = await ask(`${publicUrl}${RESERVATIONS}`, { token: 'good.to.ken', body: {} });
    const alias = /55\d{6}@example\.com/.exec(json.html)?.[0] ?? '';
    const start = instant(Math.ceil((deployment.world.now() + 3 * HOUR) / 60_000) * 60_000);
    const meeting = await deployment.world.invite({
      organizer: { name: 'Olga', email: 'olga@example.com' },
      subject: 'Secret plans',
      html: json.html,
      start,
      end: instant(start + HOUR),
    });
    await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(1), 10_000);
    const knock = (token: string | undefined, dialled = alias) =>
      ask(`${publicUrl}${DECISIONS_PATH}`, { ...(token && { token }), body: { alias: dialled } });

    const opensAt = new Date(start - HOUR / 2).toISOString();
    expect((await knock(PLATFORM_TOKEN)).json).toMatchObject({ reason: 'not_yet', opens_at: opensAt });
    expect((await knock(RESTRICTED_TOKEN)).json).toEqual({
      decision: 'closed',
      reason: null,
      opens_at: null,
      conference: null,
    });
    for (const stranger of [undefined, 'wrong-token']) {
      const [known, unknown] = [await knock(stranger), await knock(stranger, '55000000')];
      expect(known.status).toBe(401);
      const { correlation_id: _, ...told } = known.json;
      expect(unknown.json).toMatchObject(told);
      expect(known.text).not.toMatch(/closed|not_yet|Secret/);
    }
  });
});
