import { codeOf } from '@vmrkit/core';
import { z } from 'zod';
import { everybody, Reply, route } from '../http/route.ts';
import type { ServerFeature } from '../http/server-feature.ts';

const answer = z.strictObject({ status: z.enum(['ok', 'unavailable']) });
const ok = { status: 'ok' } as const;
const unavailable = { status: 'unavailable' } as const;
const shared = { method: 'get', access: everybody, answer, faults: [] } as const;

/** `/healthz`: the process runs; `/readyz`: it can do its work. */
export const healthFeature: ServerFeature = {
  name: 'operations',
  listeners: ['public', 'admin'],
  roles: ['all', 'manager', 'edge'],
  async open({ ready, logger }) {
    const healthz = route({
      ...shared,
      path: '/healthz',
      id: 'healthz',
      summary: 'The process runs.',
      handle: async () => ok,
    });
    const readyz = route({
      ...shared,
      path: '/readyz',
      id: 'readyz',
      summary: 'The process can do its work.',
      otherAnswers: [503],
      async handle() {
        try {
          await ready();
          return ok;
        } catch (error) {
          logger.warn('Not ready.', { code: codeOf(error) });
          return new Reply(503, unavailable);
        }
      },
    });
    return { routes: [healthz, readyz] };
  },
};
