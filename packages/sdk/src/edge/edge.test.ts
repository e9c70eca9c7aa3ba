import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant, silentLogger, UnavailableError } from '@vmrkit/core';
import { createManagerClient, type EdgeSnapshot, findTags, openToken } from '@vmrkit/core/composition';
import { createSeededRandom, recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deriveKitKeys } from '../keys/kit-keys.ts';
import { tokenKeyToSpki } from '../keys/token-key-text.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { Edge, type EdgeOptions } from './edge.ts';
import { SnapshotFile } from './snapshot-file.ts';

const keys = deriveKitKeys([{ id: 'k', key: Buffer.alloc(32, 9) }]);
const integrationId = 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10';
const snapshot: EdgeSnapshot = {
  version: 1,
  takenAt: instant(1),
  tokenPublicKey: tokenKeyToSpki(keys.tokens.publicKey),
  bearerKeys: [],
  integrations: [
    {
      tenantId: 'default',
      integrationId,
      name: 'Sales',
      placeholder: { default: '<p>Later.</p>', de: '<p>Später.</p>' },
      paneTexts: { title: { default: 'Hello', 'pt-br': 'Oi', pt: 'Olá' } },
      pane: {
        singleUse: true,
        personal: false,
        owaOrigins: [],
        officeJsUrl: null,
        styleUrls: [],
        scriptUrls: [],
        debugLog: false,
        joinBeforeMinutes: 30,
        joinAfterMinutes: 60,
        exchangeTokens: true,
        entra: null,
        newAppointment: 'off',
        roomsWithoutTag: false,
      },
      icon: null,
      mailboxes: [{ name: 'VMR', email: 'vmr@example.com' }],
    },
  ],
};
const request = {
  integrationId,
  token: 'a.b.c',
  draftKey: null,
  bodyTags: [],
  language: 'de-AT',
  correlationId: 'c',
};

let folder: string;
let path: string;
let edges: Edge[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-edge-'));
  path = join(folder, 'deep', 'edge.snapshot');
  edges = [];
});
afterEach(async () => {
  for (const edge of edges) await edge.stop();
  await rm(folder, { recursive: true });
});

const away: EdgeOptions['managers'] = createManagerClient(() =>
  Promise.reject(new UnavailableError('Away.', { code: 'ERR_MANAGER_AWAY' })),
);
const file = (logger = silentLogger, key = Buffer.alloc(32, 1)) => new SnapshotFile({ path, key, logger });

async function start(managers: EdgeOptions['managers'], options: Partial<EdgeOptions> = {}): Promise<Edge> {
  const edge = new Edge({
    managers,
    file: file(),
    refreshMs: 60_000,
    clock: systemClock,
    random: createSeededRandom(1),
    logger: silentLogger,
    ...options,
  });
  edges.push(edge);
  await edge.start();
  return edge;
}

describe('Edge', () => {
  it('serves from its snapshot after a restart, with a token tag that only managers open', async () => {
    const first = await start({ ...away, snapshot: async () => snapshot });
    await vi.waitFor(() => stat(path), 15_000);
    await first.stop();
    const edge = await start(away);
    const { kind, html, mailbox } = await edge.reserve(request);
    expect({ kind, mailbox }).toEqual({
      kind: 'deferred',
      mailbox: { name: 'VMR', email: 'vmr@example.com' },
    });
    expect(html).toContain('<p>Später.</p>');
    expect(html).not.toContain('a.b.c');
    const [tag] = findTags({ type: 'html', content: html });
    expect(tag).toMatchObject({ kind: 'token', malformed: false });
    expect(openToken(tag?.id ?? '', keys.tokens.privateKeys)).toMatchObject({
      integrationId,
      proof: { kind: 'exchange', token: 'a.b.c' },
    });
    expect(openToken(tag?.id ?? '', [Buffer.alloc(32, 3)])).toBeNull();
  });

  it('writes its snapshot as soon as the disk takes it, though nothing in it changed meanwhile', async () => {
    const logger = recordingLogger();
    await writeFile(join(folder, 'deep'), 'no folder');
    await start({ ...away, snapshot: async () => snapshot }, { logger, refreshMs: 20 });
    const refused = {
      message: 'The edge could not write its snapshot to disk.',
      fields: { reason: 'EEXIST' },
    };
    await vi.waitFor(() => expect(logger.lines).toContainEqual({ level: 'error', ...refused }), 15_000);
    await rm(join(folder, 'deep'));
    await vi.waitFor(async () => expect(await file().read()).toEqual(snapshot), 15_000);
  });

  it('tells the log why no manager can be asked', async () => {
    const logger = recordingLogger();
    const cause = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const error = new UnavailableError('Away.', { code: 'ERR_MANAGER_AWAY', cause });
    await start({ ...away, snapshot: () => Promise.reject(error) }, { logger });
    const fields = { code: 'ERR_MANAGER_AWAY', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    await vi.waitFor(() => expect(logger.lines).toMatchObject([{ level: 'warn', fields }]), 15_000);
  });

  it('is not ready and refuses while it has never heard of anything', async () => {
    const edge = await start(away);
    expect(edge.isReady).toBe(false);
    await expect(edge.reserve(request)).rejects.toMatchObject({ code: 'ERR_EDGE_NO_SNAPSHOT' });
    expect(await edge.paneTexts(integrationId, null)).toEqual({});
  });

  it('gives the pane’s texts in the reader’s language', async () => {
    const edge = await start({ ...away, snapshot: async () => snapshot });
    expect(await edge.paneTexts(integrationId, 'pt-BR')).toEqual({ title: 'Oi' });
    expect(await edge.paneTexts(integrationId, 'pt-PT')).toEqual({ title: 'Olá' });
    expect(await edge.paneTexts(integrationId, 'constructor')).toEqual({ title: 'Hello' });
  });
});

describe('SnapshotFile', () => {
  it('is for its owner alone and is refused when anybody else wrote it', async () => {
    const logger = recordingLogger();
    expect(await file().read()).toBeNull();
    await file().write(snapshot);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await file().read()).toEqual(snapshot);
    expect(await file(logger, Buffer.alloc(32, 2)).read()).toBeNull();
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('vmr@example.com', 'evil@example.org'));
    expect(await file(logger).read()).toBeNull();
    await writeFile(path, '');
    expect(await file(logger).read()).toBeNull();
    expect(logger.lines).toHaveLength(3);
  });

  it('reads what an earlier version wrote, in names of its own', async () => {
    const { version: _, ...earlier } = snapshot;
    const body = JSON.stringify(earlier);
    const seal = createHmac('sha256', Buffer.alloc(32, 1)).update(body).digest('base64url');
    await mkdir(join(folder, 'deep'));
    await writeFile(path, `${seal}\n${body}\n`);
    expect(await file().read()).toEqual(snapshot);
  });

  it('says so when it is there and cannot be read', async () => {
    const logger = recordingLogger();
    await mkdir(path, { recursive: true });
    expect(await file(logger).read()).toBeNull();
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { path, reason: 'EISDIR' } }]);
  });
});
