import {
  type AdmissionDecision,
  InvalidInputError,
  type JoinAdapter,
  type PlatformResponse,
} from '@vmrkit/core';
import { z } from 'zod';

/** What the platform asks: `{"dialled": "sip:55123456@example.com", "call": "…"}`. */
const questionSchema = z.object({ dialled: z.string().trim().min(1).max(320) });

/** What {@link createRoomsJoinAdapter} is told. */
export interface RoomsJoinAdapterOptions {
  /** Said to whoever joins. */
  readonly greeting: string;
}

/** Speaks to a platform that asks for an action: `open` a room, or `reject` the call. */
export function createRoomsJoinAdapter({ greeting }: RoomsJoinAdapterOptions): JoinAdapter {
  return {
    routes: [{ method: 'POST', path: '/acme-rooms/calls' }],
    question({ body }) {
      const question = questionSchema.safeParse(body);
      if (question.success) return { alias: question.data.dialled.replace(/^sips?:/i, '') };
      throw new InvalidInputError('The question must be {"dialled": "…"}.', { code: 'ERR_ACME_QUESTION' });
    },
    answer: (decision) => answer(actionOf(decision, greeting)),
  };
}

/** Nobody hears why a call is rejected: whether a number is ever live is nothing for callers. */
function actionOf(decision: AdmissionDecision, greeting: string): object {
  if (decision.kind !== 'admitted') return { action: 'reject', say: 'There is no such meeting now.' };
  const { id, name, pins } = decision.conference;
  return { action: 'open', room: id, title: name, host_pin: pins?.host ?? null, say: greeting };
}

function answer(body: object): PlatformResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
