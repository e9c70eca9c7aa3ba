import { SECOND_MS, UnavailableError } from '@vmrkit/core';
import type { Edge, Manager, VmrKit } from '@vmrkit/sdk';
import type { Role } from '../http/server-feature.ts';
import { countAlarms } from '../operations-api/count-alarms.ts';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';

/** Something that was opened and is to be stopped, the youngest first. */
export interface Running {
  stop(): Promise<void>;
}

/** What the roles of a process are opened with. */
export interface RoleParts {
  readonly role: Role;
  readonly kit: VmrKit;
  readonly metrics: ServerMetrics;
  /** Gets what was opened. */
  readonly running: Running[];
}

/** The roles of a process. */
export interface OpenRoles {
  readonly manager: Manager | null;
  readonly edge: Edge | null;
  /** Rejects once nothing but a restart of this process helps. */
  alive(): Promise<void>;
  /** Rejects while this process should get no requests. */
  ready(): Promise<void>;
  /** Sets to work. */
  start(): Promise<void>;
}

/** Does all that a manager or an edge may fail at; neither works yet. */
export async function openRoles(parts: RoleParts): Promise<OpenRoles> {
  const { role, kit, running } = parts;
  const manager = role === 'edge' ? null : await openManager(parts);
  const edge = role === 'manager' ? null : await kit.get('edge');
  if (edge !== null) {
    running.push(edge);
    await edge.open();
  }
  let started = false;
  return {
    manager,
    edge,
    alive: async () => manager?.alive(),
    async ready() {
      if (!started) {
        throw new UnavailableError('The server is starting.', { code: 'ERR_SERVER_STARTING' });
      }
      await manager?.ready();
      if (edge !== null && !edge.isReady) {
        throw new UnavailableError('The edge has nothing to answer from yet.', {
          code: 'ERR_EDGE_NO_SNAPSHOT',
        });
      }
    },
    async start() {
      await manager?.start();
      await edge?.start();
      started = true;
    },
  };
}

async function openManager({ kit, metrics, running }: RoleParts): Promise<Manager> {
  const { store: choice } = await kit.get('config');
  const [clock, logger] = [await kit.get('clock'), await kit.get('logger')];
  const found = await (await kit.get('plugins')).probeStore(choice);
  const manager = await kit.get('manager');
  if (found === 'absent') {
    logger.warn('There was no store: a new one was made. Check the configuration if there should be one.', {
      store: choice.name,
      folder: process.cwd(),
    });
  }
  running.push(manager);
  await manager.open();
  const [alarms, registry] = [await kit.get('alarms'), await kit.get('integrationRegistry')];
  metrics.showAlarms(() => countAlarms(alarms, registry));
  metrics.showAnswerQueues(() =>
    manager.answerQueues().map(({ oldestAt, ...queue }) => {
      const oldestSeconds = oldestAt === null ? 0 : Math.max(0, clock.now() - oldestAt) / SECOND_MS;
      return { ...queue, oldestSeconds };
    }),
  );
  metrics.showRenderingCosts(() => manager.renderingCosts());
  return manager;
}
