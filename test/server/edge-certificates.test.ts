import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, RESERVATIONS, ServerWorld } from './server-world.ts';

let deployment: ServerWorld;

beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
});
afterEach(() => deployment.close());

const at = (name: string) => join(deployment.folder, name);
const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority of its own. */
function authority(name: string): string {
  const subject = ['-subj', `/CN=${name}`, '-days', '2'];
  openssl('req', '-x509', ...key, ...subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`));
  return at(`${name}.pem`);
}

/** A certificate of an authority, for 127.0.0.1. */
function certificate(
  name: string,
  issuer: string,
): { readonly cert_file: string; readonly key_file: string } {
  openssl(
    ...[
      'req',
      '-x509',
      ...key,
      '-subj',
      `/CN=${name}`,
      '-days',
      '2',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-CA', at(`${issuer}.pem`), '-CAkey', at(`${issuer}.key`)],
    ...['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)],
  );
  return { cert_file: at(`${name}.pem`), key_file: at(`${name}.key`) };
}

const reserve = (origin: string) => ask(`${origin}${RESERVATIONS}`, { token: 'good.to.ken', body: {} });

const reason = 'openssl, which makes the certificates, is not installed';
const canMake = spawnSync('openssl', ['version']).status === 0;
if (!canMake) process.stdout.write(`skipped: ${reason}\n`);

describe.skipIf(!canMake)('certificates between edge and manager', () => {
  it('[S3.1d] an edge with the right one is served, one with none or a stranger’s is not and hears why', async () => {
    const [managers, edges] = [authority('managers'), authority('edges')];
    authority('strangers');
    const manager = await deployment.start('manager', {
      config: {
        public: { listen: '127.0.0.1:0', tls: certificate('manager', 'managers') },
        edges: { ca_file: edges },
      },
    });
    const edgeOf = async (edge: object) => {
      const logger = recordingLogger();
      const own = { ...edge, manager_url: manager.publicUrl, refresh_ms: 200 };
      const snapshot_file = at(`${Math.random()}.snapshot`);
      const server = await deployment.start('edge', { config: { edge: { ...own, snapshot_file } }, logger });
      const errors = () =>
        logger.lines.filter(({ level }) => level === 'error').map(({ message }) => message);
      return { server, errors };
    };
    const good = await edgeOf({ manager_ca_file: managers, client_tls: certificate('edge', 'edges') });
    expect((await reserve(good.server.publicUrl)).json).toMatchObject({ kind: 'reserved' });
    expect(good.errors()).toEqual([]);

    const wrongAuthority = await edgeOf({ manager_ca_file: edges });
    await vi.waitFor(
      () =>
        expect(wrongAuthority.errors()[0]).toMatch(
          /do not accept each other’s certificates .*SELF_SIGNED|UNABLE_TO/,
        ),
      5_000,
    );
    for (const edge of [{}, { client_tls: certificate('stranger', 'strangers') }]) {
      const refused = await edgeOf({ manager_ca_file: managers, ...edge });
      await vi.waitFor(
        () => expect(refused.errors()[0]).toMatch(/do not know this edge.*edges\.ca_file/),
        5_000,
      );
      expect((await reserve(refused.server.publicUrl)).status).toBe(503);
    }
  });
});
