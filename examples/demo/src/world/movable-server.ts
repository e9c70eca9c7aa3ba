import { parseArgs } from 'node:util';
import { tokens, type VmrKitOptions } from '@vmrkit/sdk';
import { createPinoLogger, loadConfig, readEnvironment, shippedPlugins, VmrServer } from '@vmrkit/server';
import { z } from 'zod';
import { listDecisions, listRooms } from './list-rooms.ts';
import { MovableClock } from './movable-clock.ts';
import { integrations } from './server-files.ts';
import { serverMessageSchema } from './server-messages.ts';

type Container = Parameters<NonNullable<VmrKitOptions['configure']>>[0];

/*
 * The reference server as an embedder composes it: one binding, the clock, is replaced by one that the demo moves.
 * Arguments are those of `vmrkit serve`, and `--offset`: milliseconds by which the clock is ahead at the start.
 */
const argumentsSchema = z.object({
  role: z.enum(['all', 'manager', 'edge']),
  config: z.string(),
  offset: z.coerce.number().default(0),
});
const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { role: text, config: text, offset: text } });
const { role, config: path, offset } = argumentsSchema.parse(values);

const clock = new MovableClock();
clock.setOffset(offset);
const made: Container[] = [];
const environment = readEnvironment();
const config = await loadConfig({ path, environment });
const logger = createPinoLogger(config.log.level);
const server = await VmrServer.start({
  role,
  config,
  environment,
  logger,
  plugins: shippedPlugins,
  configure: (container) => {
    container.rebind(tokens.clock).toConstantValue(clock);
    made.push(container);
  },
});

process.on('message', (json) => {
  const message = serverMessageSchema.parse(json);
  if (message.kind === 'clock') clock.setOffset(message.offsetMs);
  else void records().then((found) => process.send?.({ kind: 'rooms', ...found }));
});
const stop = () => void server.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('disconnect', stop);
// Ctrl-C reaches the whole group of processes; the demo ends its own in order, by SIGTERM.
process.on('SIGINT', () => undefined);

async function records() {
  const store = await made[0]?.getAsync(tokens.store);
  if (store === undefined) return { rooms: [], decisions: [] };
  const ids = Object.values(integrations).map(({ id }) => ({ tenantId: 'default', integrationId: id }));
  const rooms = await Promise.all(ids.map((each) => listRooms(store, each)));
  const decisions = await Promise.all(ids.map((each) => listDecisions(store, each)));
  return { rooms: rooms.flat(), decisions: decisions.flat() };
}
