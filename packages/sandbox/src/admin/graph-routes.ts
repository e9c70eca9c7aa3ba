import { Router } from 'express';
import { z } from 'zod';
import { graphAppSchema } from '../graph/graph-apps.ts';
import { graphFaultSchema } from '../graph/graph-faults.ts';
import { subscriptionJson, usualNotifications } from '../graph/graph-subscriptions.ts';
import type { SandboxState } from '../sandbox-state.ts';

/** How notifications behave from now on; what is left out is as usual. */
export const notificationsSchema = z.strictObject({
  delayMs: z.int().nonnegative().optional(),
  copies: z.int().min(1).max(100).optional(),
  dropped: z.boolean().optional(),
  clientState: z.enum(['right', 'wrong', 'absent']).optional(),
  bundled: z.boolean().optional(),
});

/** A lifecycle notification to post. */
export const lifecycleSchema = z.strictObject({
  event: z.enum(['missed', 'subscriptionRemoved', 'reauthorizationRequired']),
  /** Of this subscription; of all, if left out. */
  subscription: z.string().optional(),
});

/** Routes about Microsoft Graph: applications, what they called, and what is to go wrong. */
export function graphRoutes(state: SandboxState): Router {
  const router = Router();
  const { graph } = state;
  router.post('/graph/apps', (request, response) => {
    const app = graphAppSchema.parse(request.body);
    graph.apps.set(app);
    response.status(201).json({ clientId: app.clientId, tenant: app.tenant });
  });
  router.post('/graph/tokens/revoke', (_request, response) => {
    graph.apps.revoke();
    response.status(204).end();
  });
  router.get('/graph/calls', (request, response) => {
    const { after } = z.object({ after: z.coerce.number().default(0) }).parse(request.query);
    response.json(graph.calls.read(after));
  });
  router.get('/graph/state', (_request, response) => {
    response.json({
      operations: graph.calls.operations(),
      rights: graph.calls.rights(),
      loads: graph.limits.all,
      tokensIssued: graph.apps.issued,
      notifications: graph.subscriptions.counts,
      subscriptions: graph.subscriptions.list().map(subscriptionJson),
    });
  });
  router.post('/graph/faults', (request, response) => {
    for (const fault of z.array(graphFaultSchema).parse(request.body)) graph.faults.plan(fault);
    response.status(204).end();
  });
  router.delete('/graph/faults', (_request, response) => {
    graph.faults.clear();
    response.status(204).end();
  });
  router.post('/graph/notifications', (request, response) => {
    const { delayMs, copies, dropped, clientState, bundled } = notificationsSchema.parse(request.body ?? {});
    const usual = usualNotifications;
    graph.subscriptions.behaviour = {
      delayMs: delayMs ?? usual.delayMs,
      copies: copies ?? usual.copies,
      dropped: dropped ?? usual.dropped,
      clientState: clientState ?? usual.clientState,
      bundled: bundled ?? usual.bundled,
    };
    response.status(204).end();
  });
  router.post('/graph/lifecycle', (request, response) => {
    const { event, subscription } = lifecycleSchema.parse(request.body);
    response.json({ told: graph.subscriptions.tellLifecycle(event, subscription) });
  });
  return router;
}
