import { type Child, integrations } from '@vmrkit/example-demo';
import { reserved } from './bookings.ts';
import type { ExchangeWorld } from './exchange-world.ts';

/** What is left when a manager was away for a moment and is back. */
export interface Outage {
  /** The servers that run now. */
  readonly servers: readonly Child[];
  /** Instructions in HTML that the edge gave meanwhile: placeholder and token tag. */
  readonly deferred: readonly string[];
}

/** Starts edge and manager of a world, and asks the edge for `count` rooms while the manager is away. */
export async function startWithOutage({ deployment, addIn }: ExchangeWorld, count: number): Promise<Outage> {
  const manager = await deployment.start('manager');
  const edge = await deployment.start('edge');
  await addIn.reserve(integrations.sales);
  await manager.stop();
  const deferred: string[] = [];
  while (deferred.length < count) deferred.push((await addIn.reserve(integrations.sales)).html);
  const back = await deployment.start('manager');
  await reserved({ addIn }, integrations.sales);
  return { servers: [edge, back], deferred };
}
