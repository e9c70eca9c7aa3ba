import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { codeOf, DEPLOYMENT, type Instant, instant, type Logger } from '@vmrkit/core';
import type { AlarmService } from '@vmrkit/core/composition';
import type { ServerConfig } from '../config/server-config.ts';
import type { Running } from './open-roles.ts';

const DAY_MS = 86_400_000;
const LOOK_MS = 3_600_000;
const RAISED_MS = 14 * DAY_MS;
const CLEARED_MS = 15 * DAY_MS;

/** What the watch works with. */
export interface WatchCertificatesOptions {
  readonly config: Pick<ServerConfig, 'public' | 'admin'>;
  readonly logger: Logger;
  /** Null in a process without a store. */
  readonly alarms: Pick<AlarmService, 'raise' | 'clear'> | null;
}

/** What the end of a certificate means for its alarm: raised two weeks before, cleared by a renewed one. */
export function judgeExpiry(endsAt: Instant, now: Instant): 'raise' | 'clear' | 'keep' {
  if (endsAt - now <= RAISED_MS) return 'raise';
  return endsAt - now > CLEARED_MS ? 'clear' : 'keep';
}

/** Keeps the alarm `certificate-expiring` for the certificates of this machine's listeners, as they lie on the disk. */
export function watchCertificates({ config, logger, alarms }: WatchCertificatesOptions): Running {
  const look = async () => {
    for (const listener of ['public', 'admin'] as const) {
      const file = config[listener].tls?.cert_file;
      if (file === undefined) continue;
      const setting = `${listener}.tls.cert_file`;
      const ref = { kind: 'certificate-expiring', tenantId: DEPLOYMENT, integrationId: null } as const;
      const alarm = { ...ref, subject: `${hostname()}/${listener}` };
      try {
        const { validTo } = new X509Certificate(await readFile(file));
        const ends = instant(Date.parse(validTo));
        const verdict = judgeExpiry(ends, instant(Date.now()));
        if (verdict === 'raise') {
          logger.warn('A certificate expires soon or has expired.', {
            setting,
            file: resolve(file),
            ends: validTo,
          });
          await alarms?.raise(alarm, `${setting} ${resolve(file)} ends ${validTo}`);
        } else if (verdict === 'clear') await alarms?.clear(alarm);
      } catch (error) {
        logger.warn('A certificate could not be looked at.', { setting, code: codeOf(error) });
      }
    }
  };
  let last = look();
  const timer = setInterval(() => {
    last = last.then(look);
  }, LOOK_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return last;
    },
  };
}
