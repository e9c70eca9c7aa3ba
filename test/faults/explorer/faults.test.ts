import { describe, expect, it } from 'vitest';
import { type FaultName, faults } from './fault.ts';
import type { Flow } from './flow.ts';
import { faultFlows } from './flows/flows.ts';
import { samplePoints } from './sample-points.ts';
import { canBefall, tryFault } from './try-fault.ts';

/** Points tried of each flow and fault; `npm run faults` tries them all. */
const POINTS = 3;
const SEED = 4;

const stops: readonly FaultName[] = ['stop-before', 'stop-after', 'stop-late'];
const managers: readonly FaultName[] = ['fail-over', 'frozen', 'cut-off'];
const troubles = (Object.keys(faults) as FaultName[]).filter(
  (name) => !stops.includes(name) && !managers.includes(name),
);

/** Each flow has its turn with other faults, so that all of them are tried on some. */
const flows = Object.values(faultFlows).map((flow, index) => ({
  flow,
  troubles: [0, 3].flatMap((offset) => troubles[(index + offset) % troubles.length] ?? []),
  managers: managers.slice(index % managers.length).slice(0, 1),
}));
const byTitle = (turns: typeof flows) => turns.map((turn) => [turn.flow.title, turn] as const);
const timeout = 120_000;

/** The first points at which one of these faults made a flow end otherwise. */
async function badPoints(flow: Flow, names: readonly FaultName[]) {
  const choose = samplePoints(POINTS, SEED);
  const bad = [];
  for (const name of names.filter((each) => canBefall(faults[each], flow))) {
    const result = await tryFault(flow, faults[name], { choose });
    bad.push(...result.bad.map((point) => ({ name, ...point })));
  }
  return bad.slice(0, 3);
}

it('[S4.7a, S4.8b] the alarm that attendees lack instructions survives a stop anywhere', async () => {
  const { bad, points } = await tryFault(faultFlows['token-no-rights'], faults['stop-before']);
  expect(points).toBeGreaterThan(20);
  expect(bad).toEqual([]);
});

it('[S4.8d, S8.1p] a manager that was frozen over the mark does not take the store for a restored one', async () => {
  const choose = () => [0, 1, 2, 3];
  const { bad } = await tryFault(faultFlows['single-ews'], faults.frozen, { choose });
  expect(bad).toEqual([]);
});

describe('a flow with a fault ends as it does undisturbed', () => {
  it.each(byTitle(flows))(
    '[S4.8a, S4.8b] wherever the manager stops: %s',
    { timeout },
    async (_, { flow }) => {
      expect(await badPoints(flow, stops)).toEqual([]);
    },
  );

  it.each(byTitle(flows))(
    '[S4.8a, S4.8c] whatever befalls the store or Exchange: %s',
    { timeout },
    async (_, { flow, troubles: some }) => {
      expect(await badPoints(flow, some)).toEqual([]);
    },
  );

  it.each(byTitle(flows.filter(({ flow }) => !flow.commandsOnly)))(
    '[S4.8a, S4.8d] with two managers: %s',
    { timeout },
    async (_, { flow, managers: some }) => {
      expect(await badPoints(flow, some)).toEqual([]);
    },
  );
});
