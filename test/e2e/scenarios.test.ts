import { DemoWorld, integrations } from '@vmrkit/example-demo';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { ExchangeScenarioWorld } from '../scenarios/exchange-scenario-world.ts';
import { play, scenarios } from '../scenarios/read-scenarios.ts';
import { reserved } from '../support/bookings.ts';

const DAY = 86_400_000;

/** How an integration may reach Exchange: one row a provider, whose deployment differs in the record's settings alone. */
const providers = [
  { name: 'EWS', start: () => DemoWorld.start() },
  { name: 'Microsoft Graph', start: () => DemoWorld.start({ provider: 'graph' }) },
];

describe.each(providers)('scenarios over $name', ({ start }) => {
  let world: DemoWorld;
  let scene: ExchangeScenarioWorld;
  /** Each begins long after whatever the one before it can have left behind. */
  let begin = Date.parse('2027-01-04T09:00:00Z');

  beforeAll(async () => {
    world = await start();
  });
  afterEach(() => scene.close());
  afterAll(() => world.close());

  it.each(scenarios)('$title', async (scenario) => {
    begin += 60 * DAY;
    await world.moveClockTo(begin);
    const { sandbox, addIn, platform } = world;
    scene = new ExchangeScenarioWorld({ sandbox, addIn, platform, begin, deferredHtml, whole: world });
    await play(scenario, scene);
  });

  async function deferredHtml(): Promise<string> {
    await reserved(world, integrations.sales);
    await world.stopManager();
    const { html } = await world.addIn.reserve(integrations.sales);
    await world.startManager();
    return html;
  }
});
