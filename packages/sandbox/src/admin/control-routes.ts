import { Router } from 'express';
import { z } from 'zod';
import { faultSchema } from '../faults/fault-injector.ts';
import { graphRealitySwitches } from '../graph-switches.ts';
import type { SandboxSettingsInput } from '../sandbox-settings.ts';
import type { SandboxState } from '../sandbox-state.ts';
import { realitySwitches } from '../switches.ts';
import { clockSchema, streamsSchema, tokenSchema } from './admin-schemas.ts';
import { getMailbox } from './mailbox-routes.ts';

/** Routes that rule the simulation itself: clock, settings, faults, streams, deliveries, ledger, tokens. */
export function controlRoutes(state: SandboxState): Router {
  const router = Router();
  const { organization: org } = state;

  router.get('/state', (_request, response) => {
    response.json({
      now: new Date(org.clock.now()).toISOString(),
      frozen: org.clock.isFrozen,
      ledger: org.ledger.size,
      held: org.transport.held.length,
      subscriptions: state.subscriptions.size,
      streams: state.streams.size,
      faultsHandedOut: state.faults.handedOut,
      calls: state.calls.all,
      accounts: state.loads.all,
    });
  });
  router.post('/clock', (request, response) => {
    const { at, advanceMs, frozen } = clockSchema.parse(request.body);
    if (frozen === true) org.clock.freeze();
    if (at !== undefined) org.clock.set(at);
    if (advanceMs !== undefined) org.clock.advance(advanceMs);
    if (frozen === false) org.clock.unfreeze();
    response.json({ now: new Date(org.clock.now()).toISOString() });
  });
  router.get('/settings', (_request, response) => {
    response.json(state.settings);
  });
  router.patch('/settings', (request, response) => {
    const input: SandboxSettingsInput = z.record(z.string(), z.unknown()).parse(request.body);
    response.json(state.change(input));
  });
  router.get('/switches', (_request, response) => {
    response.json([...realitySwitches, ...graphRealitySwitches]);
  });
  router.get('/ledger', (request, response) => {
    const query = z
      .object({ after: z.coerce.number().default(0), limit: z.coerce.number().max(100_000).default(10_000) })
      .parse(request.query);
    response.json(org.ledger.read(query.after, query.limit));
  });
  addFaults(router, state);
  addDeliveries(router, state);
  addTokens(router, state);
  return router;
}

function addFaults(router: Router, state: SandboxState): void {
  router.post('/faults', (request, response) => {
    const faults = z
      .union([z.array(faultSchema), faultSchema.transform((each) => [each])])
      .parse(request.body);
    for (const fault of faults) state.faults.plan(fault);
    response.status(204).end();
  });
  router.delete('/faults', (_request, response) => {
    state.faults.clear();
    response.status(204).end();
  });
  router.post('/streams', (request, response) => {
    state.streams.behaviour = streamsSchema.parse(request.body);
    response.status(204).end();
  });
  router.post('/streams/end', (request, response) => {
    const { how } = z
      .strictObject({ how: z.enum(['closed', 'cut']).default('cut') })
      .parse(request.body ?? {});
    response.json({ ended: state.streams.closeAll(how) });
  });
  router.delete('/subscriptions', (_request, response) => {
    state.subscriptions.clear();
    response.status(204).end();
  });
  router.post('/sync-states/expire', (_request, response) => {
    state.organization.syncEpoch += 1;
    response.status(204).end();
  });
  router.get('/recordings', (request, response) => {
    const { after } = z.object({ after: z.coerce.number().default(0) }).parse(request.query);
    response.json(state.recorder.read(after));
  });
  router.delete('/recordings', (_request, response) => {
    state.recorder.clear();
    response.status(204).end();
  });
}

function addDeliveries(router: Router, state: SandboxState): void {
  const { transport } = state.organization;
  const address = z.string().toLowerCase().default('*');
  router.post('/hold', (request, response) => {
    transport.hold(z.strictObject({ mailbox: address }).parse(request.body ?? {}).mailbox);
    response.status(204).end();
  });
  router.get('/held', (_request, response) => {
    response.json(
      transport.held.map(({ to, item }, position) => ({
        position,
        to,
        kind: item.kind,
        subject: item.subject,
        messageId: item.messageId,
      })),
    );
  });
  router.post('/release', (request, response) => {
    const schema = z.strictObject({ mailbox: address, order: z.array(z.int().nonnegative()).optional() });
    const { mailbox, order } = schema.parse(request.body ?? {});
    response.json({ released: transport.release(mailbox, order) });
  });
}

function addTokens(router: Router, state: SandboxState): void {
  router.post('/tokens', async (request, response) => {
    const { mailbox, ...options } = tokenSchema.parse(request.body);
    const { baseUrl, tokens } = state;
    const token = await tokens.issue({ ...options, mailbox: getMailbox(state, mailbox), baseUrl });
    response.status(201).json({ token });
  });
  router.post('/tokens/roll-key', async (request, response) => {
    const { keepOld } = z.strictObject({ keepOld: z.boolean().default(false) }).parse(request.body ?? {});
    await state.tokens.rollKey(keepOld);
    response.status(204).end();
  });
}
