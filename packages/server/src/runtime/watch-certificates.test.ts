import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { instant, silentLogger } from '@vmrkit/core';
import { expect, it, vi } from 'vitest';
import { serverConfigSchema } from '../config/server-config.ts';
import { judgeExpiry, watchCertificates } from './watch-certificates.ts';

const DAY_MS = 86_400_000;

it.each([
  [-1, 'raise'],
  [14, 'raise'],
  [14.5, 'keep'],
  [15, 'keep'],
  [15.1, 'clear'],
])('a certificate with %s days left: %s', (days, verdict) => {
  expect(judgeExpiry(instant(days * DAY_MS + DAY_MS), instant(DAY_MS))).toBe(verdict);
});

it('tells of the file, and clears what it finds renewed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vmrkit-cert-'));
  const file = join(folder, 'cert.pem');
  await writeFile(file, rootCertificates[0] ?? '');
  const tls = { cert_file: file, key_file: file };
  const config = serverConfigSchema.parse({ public: { tls } });
  const alarms = { raise: vi.fn(async () => undefined), clear: vi.fn(async () => undefined) };
  const subject = expect.objectContaining({
    kind: 'certificate-expiring',
    subject: expect.stringMatching(/\/public$/),
  });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2500-01-01') });
  await watchCertificates({ config, logger: silentLogger, alarms }).stop();
  expect(alarms.raise).toHaveBeenCalledExactlyOnceWith(subject, expect.stringContaining(file));
  vi.setSystemTime(Date.parse('2000-01-01'));
  await watchCertificates({ config, logger: silentLogger, alarms }).stop();
  expect(alarms.clear).toHaveBeenCalledExactlyOnceWith(subject);
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});
