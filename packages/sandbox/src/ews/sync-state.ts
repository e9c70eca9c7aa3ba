import type { SyncPosition } from '../model/change-log.ts';
import { ResponseCodeError } from './response-code-error.ts';

/** What a sync state counts: the changes of one log, as long as states of that epoch are valid. */
export interface SyncScope {
  /** The id of the folder, or the name of what else is synced. */
  readonly id: string;
  /** Number of the latest change. */
  readonly latest: number;
  readonly epoch: number;
}

/** What answers hold although they refuse: no state, and nothing more to page. */
export const refusedSync = {
  SyncFolderItems: '<m:SyncState/><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>',
  SyncFolderHierarchy: '<m:SyncState/><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange>',
} as const;

/** The error of a sync state that is not one of ours, not of this scope, or too old. */
export function invalidSyncState(): ResponseCodeError {
  return new ResponseCodeError(
    'ErrorInvalidSyncStateData',
    'Synchronization state data is corrupt or otherwise invalid.',
  );
}

/** The opaque text of a position. */
export function writeSyncState({ id, epoch }: SyncScope, { base, position }: SyncPosition): string {
  return Buffer.from(`H4sI|${epoch}|${base}|${position}|${id}`, 'utf8').toString('base64');
}

/** The position of an opaque text; the beginning for none. Throws ErrorInvalidSyncStateData. */
export function readSyncState({ id, latest, epoch }: SyncScope, text: string | null): SyncPosition {
  if (!text) return { base: 0, position: 0 };
  const [head, givenEpoch, base, at, givenId] = Buffer.from(text, 'base64').toString('utf8').split('|');
  const position = Number(at);
  const isOurs = head === 'H4sI' && givenId === id && Number.isInteger(position);
  if (isOurs && position <= latest && Number(givenEpoch) === epoch) return { base: Number(base), position };
  throw invalidSyncState();
}
