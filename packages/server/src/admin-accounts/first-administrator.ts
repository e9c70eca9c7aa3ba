import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type Clock,
  type Logger,
  MINUTE_MS,
  NotAllowedError,
  type Random,
  systemReasonOf,
} from '@vmrkit/core';
import { countAccounts } from '@vmrkit/core/composition';
import type { ServerConfig } from '../config/server-config.ts';
import { isSameText, sha256 } from '../http/bearer.ts';
import type { AdminAccess } from './open-access.ts';

/** How long a code is good. */
const GOOD_MS = 30 * MINUTE_MS;

/** What the code of the first administrator is kept with. */
export interface FirstAdministratorParts {
  readonly config: Pick<ServerConfig, 'admin' | 'edge'>;
  readonly access: AdminAccess;
  readonly logger: Logger;
}

/** Where the code lies. */
function firstAdministratorFile({ admin, edge }: FirstAdministratorParts['config']): string {
  const beside = join(dirname(edge.snapshot_file), 'vmrkit-first-administrator');
  return resolve(admin.first_administrator_file ?? beside);
}

/**
 * At the start of a server without any account: writes a new code into a file that only this user may read, and tells the
 * log where it lies, and until when it is good. With accounts it removes the file. Where it cannot be written, the log says
 * so: `vmrkit admin create` makes the first account then.
 */
export async function offerFirstAdministrator({
  config,
  access: { deps },
  logger,
}: FirstAdministratorParts): Promise<void> {
  const file = firstAdministratorFile(config);
  try {
    await rm(file, { force: true });
    if ((await countAccounts(deps)).all > 0) return;
    await writeFile(file, `${drawCode(deps.random)}\n`, { mode: 0o600, flag: 'wx' });
    logger.warn('There is no administrator yet. The code for the first one lies in a file, for 30 minutes.', {
      file,
    });
  } catch (error) {
    logger.warn('The code for the first administrator cannot be written. Use `vmrkit admin create`.', {
      file,
      why: systemReasonOf(error),
    });
  }
}

/**
 * Takes the code: it is good once. Rejects with NotAllowedError `ERR_ADMIN_FIRST_CODE` for a wrong one, and where there is
 * none, or not any more.
 */
export async function takeFirstCode(
  code: string,
  { config, clock }: Pick<FirstAdministratorParts, 'config'> & { readonly clock: Pick<Clock, 'now'> },
): Promise<void> {
  const file = firstAdministratorFile(config);
  const [text, written] = await Promise.all([
    readFile(file, 'utf8').catch(() => ''),
    stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  ]);
  const isGood = text.trim() !== '' && clock.now() < written + GOOD_MS;
  if (!isSameText(sha256(text.trim()), sha256(code.trim())) || !isGood) {
    throw new NotAllowedError('This is not the code, or it is not good any more.', {
      code: 'ERR_ADMIN_FIRST_CODE',
    });
  }
}

/** The code was used. */
export async function forgetFirstCode(config: FirstAdministratorParts['config']): Promise<void> {
  await rm(firstAdministratorFile(config), { force: true });
}

function drawCode(random: Random): string {
  return Buffer.from(random.bytes(24)).toString('base64url');
}
