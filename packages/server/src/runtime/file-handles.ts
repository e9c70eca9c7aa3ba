import { readdirSync, readFileSync } from 'node:fs';
import type { Logger } from '@vmrkit/core';
import type { Running } from './open-roles.ts';

/** Store, log, listeners, libraries, and two hundred clients at a time. */
const BASE = 256;
/** Connections of one account of a mail system. */
const PER_INTEGRATION = 16;
/** A stream, and a call beside it. */
const PER_MAILBOX = 2;
/** Share of the limit from which on it is told of. */
const MUCH = 0.9;
const LOOK_MS = 5_000;
const REMEDY = 'Raise the limit of open files: `ulimit -n`, or LimitNOFILE= of the service.';

/** File handles that a process with these integrations should be able to have, each as the number of its mailboxes. */
export function neededHandles(mailboxesOfEach: readonly number[]): number {
  const mailboxes = mailboxesOfEach.reduce((sum, count) => sum + count, 0);
  return BASE + PER_INTEGRATION * mailboxesOfEach.length + PER_MAILBOX * mailboxes;
}

/** The most file handles that this process may have; null where the system does not tell (not Linux) or sets none. */
export function handleLimit(read = () => readFileSync('/proc/self/limits', 'utf8')): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(read()) ?? [];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
}

/** What the watch works with. */
export interface WatchHandlesOptions {
  readonly limit: number | null;
  readonly needed: number;
  readonly logger: Logger;
  /** How many are open now; throws with `EMFILE` when there is none left to find it out. */
  count?(): number;
  readonly lookMs?: number;
}

/**
 * Says at once when the limit is below what is needed, and later when nearly all or all file handles are in use: the
 * system then closes new connections without a word to the process.
 */
export function watchHandles(options: WatchHandlesOptions): Running {
  const { limit, needed, logger, lookMs = LOOK_MS } = options;
  const count = options.count ?? (() => readdirSync('/proc/self/fd').length);
  if (limit === null) return { stop: async () => undefined };
  if (limit < needed) {
    logger.warn(`This process may open fewer files than its integrations need. ${REMEDY}`, { limit, needed });
  }
  let before: Level = 'enough';
  const timer = setInterval(() => {
    const level = levelOf(count, limit);
    if (level === before) return;
    before = level;
    if (level === 'none') logger.error(`No file handle is left; connections are lost. ${REMEDY}`, { limit });
    else if (level === 'few') logger.warn(`Nearly all file handles are in use. ${REMEDY}`, { limit });
    else logger.info('There are enough file handles again.', { limit });
  }, lookMs);
  return { stop: async () => clearInterval(timer) };
}

type Level = 'enough' | 'few' | 'none';

function levelOf(count: () => number, limit: number): Level {
  try {
    const open = count();
    return open >= limit - 1 ? 'none' : open >= limit * MUCH ? 'few' : 'enough';
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
    return code === 'EMFILE' || code === 'ENFILE' ? 'none' : 'enough';
  }
}
