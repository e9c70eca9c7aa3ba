import { describe, expect, it } from 'vitest';
import { type FaultName, faults } from './fault.ts';
import type { Flow } from './flow.ts';
import { faultFlows } from './flows/flows.ts';
import { samplePoints } from './sample-points.ts';
import { canBefall, tryFault } from './try-fault.ts';

/** Points tried of each flow and fault; `npm run faults` tries them all. */
const STOPS = 14;
const TROUBLES = 2;

const stops: readonly FaultName[] = ['stop-before', 'stop-after', 'stop-late'];
const managers: readonly FaultName[] = ['fail-over', 'frozen', 'cut-off'];
const troubles = (Object.keys(faults) as FaultName[]).filter(
  (name) => !stops.includes(name) && !managers.includes(name),
);

const flows = Object.values(faultFlows);
const timeout = 120_000;

/** The first points at which one of these faults made a flow end otherwise. */
async function badPoints(flow: Flow, names: readonly FaultName[], most: number) {
  const choose = samplePoints(most, 4);
  const bad = [];
  let tried = 0;
  for (const name of names.filter((each) => canBefall(faults[each], flow))) {
    const result = await tryFault(flow, faults[name], { choose });
    tried += result.tried;
    bad.push(...result.bad.map((point) => ({ name, ...point })));
  }
  expect(tried).toBeGreaterThan(0);
  return bad.slice(0, 3);
}

describe('a flow with a fault ends as it does undisturbed', () => {
  it.each(flows)('[S4.8a, S4.8b] wherever the manager stops: $title', { timeout }, async (flow) => {
    expect(await badPoints(flow, stops, STOPS)).toEqual([]);
  });

  it.each(flows)(
    '[S4.8a, S4.8c] whatever befalls the store or Exchange: $title',
    { timeout },
    async (flow) => {
      expect(await badPoints(flow, troubles, TROUBLES)).toEqual([]);
    },
  );

  it.each(flows.filter((flow) => !flow.commandsOnly))(
    '[S4.8a, S4.8d] with two managers: $title',
    { timeout },
    async (flow) => {
      expect(await badPoints(flow, managers, TROUBLES)).toEqual([]);
    },
  );
});
