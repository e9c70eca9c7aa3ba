import type { InboundNotification, InboundNotifications, Plugin } from '@vmrkit/core';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, ServerWorld } from './server-world.ts';

let deployment: ServerWorld;

beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
});
afterEach(() => deployment.close());

/** As Graph does: a token to prove the address, else one notification a line. */
const notifications: InboundNotifications = {
  path: '/api/postal/v1/notifications/{key}',
  accept({ key, query, body }) {
    if (query.token !== undefined) return { response: { status: 200, text: query.token }, deliver: [] };
    const lines = Buffer.from(body).toString().split('\n');
    return { response: { status: 202, text: '' }, deliver: lines.map((payload) => ({ key, payload })) };
  },
};

/** The plugins of a process whose mailbox provider takes notifications, and those that it took. */
function notifiable(base = deployment.plugins) {
  const heard: InboundNotification[] = [];
  const plugins = base.map((plugin): Plugin => {
    if (plugin.kind !== 'mailbox-provider' || plugin.name !== 'world') return plugin;
    const world = plugin as Plugin<'mailbox-provider'>;
    return {
      ...world,
      notifications,
      create: async (...made) => ({
        ...(await world.create(...made)),
        notified: (notification) => heard.push(notification),
      }),
    } as Plugin<'mailbox-provider'>;
  });
  return { plugins, heard };
}

const notify = (origin: string, body: string, query = '') =>
  ask(`${origin}/api/postal/v1/notifications/Key-1${query}`, { body });
const told = (...payloads: readonly string[]) => payloads.map((payload) => ({ key: 'Key-1', payload }));

describe('notifications of mail systems', () => {
  it('[S4.1b] are answered as the plugin says and reach its mailbox providers, in one process', async () => {
    const { plugins, heard } = notifiable();
    const { publicUrl } = await deployment.start('all', { plugins });
    const proof = await notify(publicUrl, '', '?token=a%20b%3Cc%3E&token=second');
    expect(proof).toMatchObject({ status: 200, text: 'a b<c>' });
    expect(proof.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(proof.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await notify(publicUrl, 'one\ntwo')).status).toBe(202);
    await vi.waitFor(() => expect(heard).toEqual(told('one', 'two')));
    const elsewhere = await ask(`${publicUrl}/api/postal/v1/notifications`, { body: 'x' });
    expect(elsewhere.json).toMatchObject({ code: 'ERR_REQUEST_ROUTE' });
  });

  it('[S4.1b] reach every manager through an edge of its own', async () => {
    const [first, second] = [notifiable(), notifiable()];
    const manager = await deployment.start('manager', { plugins: first.plugins });
    await deployment.start('manager', { plugins: second.plugins });
    const { plugins } = notifiable();
    const edge = await deployment.start('edge', {
      plugins,
      config: deployment.edgeConfig(manager.publicUrl),
    });
    expect((await notify(edge.publicUrl, 'one\ntwo')).status).toBe(202);
    await vi.waitFor(() => expect(first.heard).toEqual(told('one', 'two')));
    await vi.waitFor(() => expect(second.heard).toEqual(told('one', 'two')), 10_000);
    expect(first.heard).toHaveLength(2);
  });

  it('[S4.1b] are answered while no manager is, and counted as dropped', async () => {
    const logger = recordingLogger();
    const { plugins } = notifiable();
    const config = deployment.edgeConfig('http://127.0.0.1:1');
    const edge = await deployment.start('edge', { plugins, logger, config });
    expect((await notify(edge.publicUrl, 'secret\nline')).status).toBe(202);
    await vi.waitFor(async () => {
      const { text } = await ask(`${edge.adminUrl}/metrics`, { method: 'GET' });
      expect(text).toContain('vmrkit_notifications_total{outcome="dropped"} 2');
    });
    const lines = logger.lines.filter(({ message }) => message.startsWith('Notifications of'));
    expect(lines).toMatchObject([{ fields: { code: 'ERR_MANAGER_AWAY', dropped: 2 } }]);
    expect(JSON.stringify(logger.lines)).not.toContain('secret');
    const large = await notify(edge.publicUrl, 'x'.repeat(256 * 1_024 + 1));
    expect(large.json).toMatchObject({ code: 'ERR_REQUEST_TOO_LARGE' });
  });

  it('cannot be served where the server or another plugin answers', async () => {
    const { plugins } = notifiable();
    const others = plugins.map(
      (plugin): Plugin =>
        plugin.name === 'world' && plugin.notifications !== undefined
          ? { ...plugin, name: 'other', notifications: { ...notifications, path: notifications.path } }
          : plugin,
    );
    const twice = { plugins: [...plugins, ...others.filter(({ name }) => name === 'other')] };
    await expect(
      deployment.start('edge', { ...twice, config: deployment.edgeConfig('http://127.0.0.1:1') }),
    ).rejects.toMatchObject({ code: 'ERR_PLUGIN_ROUTE' });
    for (const path of [
      '/api/manager/v1/notifications/{key}',
      '/api/postal/{key}/x',
      '/x/{key}',
      '/healthz',
    ]) {
      const wrong = others.map(
        (plugin): Plugin =>
          plugin.notifications === undefined
            ? plugin
            : { ...plugin, notifications: { ...notifications, path } },
      );
      await expect(
        deployment.start('edge', { plugins: wrong, config: deployment.edgeConfig('http://127.0.0.1:1') }),
      ).rejects.toMatchObject({ code: 'ERR_PLUGIN_ROUTE' });
    }
  });
});
