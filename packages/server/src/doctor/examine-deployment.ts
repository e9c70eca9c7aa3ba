import { X509Certificate } from 'node:crypto';
import { readFile, statfs } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { codeOf, type Instant, instant } from '@vmrkit/core';
import { type Examination, problem, saidBy, sound, untold } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { remedyOf } from '../commands/remedies.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { judgeExpiry } from '../runtime/watch-certificates.ts';
import { adminUrl } from './admin-url.ts';

const GIGABYTE = 1_000_000_000;
const LEAST_FREE_BYTES = GIGABYTE;
const LEAST_FREE_SHARE = 0.05;

/** What the examinations of a deployment look at. */
export interface ExaminedDeployment {
  readonly kit: VmrKit;
  readonly config: ServerConfig;
  /** The folder of a store that lies in a file; else null. */
  readonly storeFolder: string | null;
}

/** What can be wrong with this machine and its configuration, whatever the integrations are. */
export function examineDeployment({ kit, config, storeFolder }: ExaminedDeployment): readonly Examination[] {
  const folders = [storeFolder, dirname(resolve(config.edge.snapshot_file))].filter((each) => each !== null);
  return [
    {
      id: 'store',
      title: 'The store opens, under the master key',
      subject: config.store.name,
      severity: 'error',
      remedy: 'See why the store does not open.',
      run: async () => {
        try {
          const { id } = await kit.get('deployment');
          return sound(`It is the deployment ${id}.`);
        } catch (error) {
          return problem(saidBy(error), remedyOf(codeOf(error)) ?? undefined);
        }
      },
    },
    ...[...new Set(folders)].map(freeDisk),
    ...(['public', 'admin'] as const).flatMap((listener) => {
      const file = config[listener].tls?.cert_file;
      return file === undefined ? [] : [listenerCertificate(listener, file)];
    }),
    readiness(config),
  ];
}

/** The folder that a store's place lies in; null where it is none of this machine's files. */
export function storeFolderOf(place: string): string | null {
  const path = place.slice(place.indexOf(' ') + 1);
  return isAbsolute(path) ? dirname(path) : null;
}

/** When a certificate in DER or PEM ends. */
export function endOfCertificate(certificate: Uint8Array): Instant {
  return instant(Date.parse(new X509Certificate(certificate).validTo));
}

function freeDisk(folder: string): Examination {
  return {
    id: 'disk',
    title: 'There is room on the disk',
    subject: folder,
    severity: 'error',
    remedy: 'Free the disk or enlarge it: a full one stops all work on mail.',
    run: async () => {
      const { bavail, blocks, bsize } = await statfs(folder);
      const [free, size] = [bavail * bsize, blocks * bsize];
      const said = `${(free / GIGABYTE).toFixed(1)} of ${(size / GIGABYTE).toFixed(1)} GB are free.`;
      return isFull({ free, size }) ? problem(said) : sound(said);
    },
  };
}

/** Less than a gigabyte free, and less than a twentieth. */
export function isFull({ free, size }: { readonly free: number; readonly size: number }): boolean {
  return free < LEAST_FREE_BYTES && free < size * LEAST_FREE_SHARE;
}

function listenerCertificate(listener: 'public' | 'admin', file: string): Examination {
  return {
    id: 'listener-certificate',
    title: 'The certificate of the listener is good',
    subject: `${listener}.tls.cert_file ${resolve(file)}`,
    severity: 'error',
    remedy: 'Put a renewed certificate into the file, and restart the server.',
    run: async () => {
      const ends = endOfCertificate(await readFile(file));
      const said = `It ends ${new Date(ends).toISOString()}.`;
      return judgeExpiry(ends, instant(Date.now())) === 'raise' ? problem(said) : sound(said);
    },
  };
}

function readiness(config: ServerConfig): Examination {
  const url = adminUrl(config, '/readyz');
  return {
    id: 'server-ready',
    title: 'The server of this machine is ready',
    subject: url ?? config.admin.listen,
    severity: 'warning',
    remedy: 'Start `vmrkit serve`; where it runs, its log says why it is not ready.',
    run: async (signal) => {
      if (url === null) {
        return untold(
          'The system chooses its port, or it listens with TLS: ask it by the name of its certificate.',
        );
      }
      try {
        const { status } = await fetch(url, { signal });
        return status === 200 ? sound('It says that it is ready.') : problem(`It answers ${status}.`);
      } catch (error) {
        return signal.aborted
          ? untold('It did not answer in time.')
          : problem(`Nothing answers: ${saidBy(error)}.`);
      }
    },
  };
}
