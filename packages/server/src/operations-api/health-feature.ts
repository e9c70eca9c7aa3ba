import { codeOf, VmrKitError } from '@vmrkit/core';
import { z } from 'zod';
import { everybody, Reply, route } from '../http/route.ts';
import type { ServerFeature } from '../http/server-feature.ts';

const answer = z.strictObject({ status: z.enum(['ok', 'unavailable']) });
const ok = { status: 'ok' } as const;
const unavailable = { status: 'unavailable' } as const;
const shared = { method: 'get', access: everybody, answer, faults: [], otherAnswers: [503] } as const;

/** `/healthz`: the process lives; `/readyz`: it can do its work. */
export const healthFeature: ServerFeature = {
  name: 'operations',
  listeners: ['public', 'admin'],
  roles: ['all', 'manager', 'edge'],
  async open({ alive, ready, logger }) {
    const probe = (message: string, look: () => Promise<void>) => async () => {
      try {
        await look();
        return ok;
      } catch (error) {
        logger.warn(message, { code: codeOf(error), reason: VmrKitError.is(error) ? error.message : '' });
        return new Reply(503, unavailable);
      }
    };
    const healthz = route({
      ...shared,
      path: '/healthz',
      id: 'healthz',
      summary: 'The process lives; where it does not, a restart helps.',
      handle: probe('Not alive.', alive),
    });
    const readyz = route({
      ...shared,
      path: '/readyz',
      id: 'readyz',
      summary: 'The process can do its work.',
      handle: probe('Not ready.', ready),
    });
    return { routes: [healthz, readyz] };
  },
};
