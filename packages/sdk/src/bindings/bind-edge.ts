import { InvalidInputError } from '@vmrkit/core';
import { Edge, type EdgeSettings } from '../edge/edge.ts';
import { NotificationRelay } from '../edge/notification-relay.ts';
import { SnapshotFile } from '../edge/snapshot-file.ts';
import { deriveSnapshotKey } from '../keys/kit-keys.ts';
import type { Bind } from './bind.ts';

/** Binds the edge, the relay of notifications and the managers that both ask: those of its settings, else the kit's own. */
export function bindEdge(bind: Bind, settings: EdgeSettings | null): void {
  const remote = settings?.managers;
  if (remote === undefined) bind('managers', ['manager'], ({ manager }) => manager);
  else bind('managers', ['clock', 'logger'], (parts) => remote(parts));
  bind('notificationRelay', ['managers', 'clock', 'logger'], (parts) => new NotificationRelay(parts));
  bind('edge', ['clock', 'random', 'logger', 'managers'], (parts) => {
    if (settings === null) {
      throw new InvalidInputError('The kit has no edge: give `createVmrKit` its settings as `edge`.', {
        code: 'ERR_KIT_CONFIG',
        issues: [{ path: ['edge'], code: 'required', message: 'Is missing.' }],
      });
    }
    const { snapshotFile: path, refreshMs, secret } = settings;
    const file = new SnapshotFile({ path, key: deriveSnapshotKey(secret), logger: parts.logger });
    return new Edge({ ...parts, file, refreshMs });
  });
}
