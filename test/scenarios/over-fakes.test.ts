import { afterEach, describe, it } from 'vitest';
import { everyMailSystem } from '../scheduling/mail-systems.ts';
import { Stage } from '../scheduling/stage.ts';
import { FakeScenarioWorld } from './fake-scenario-world.ts';
import { play, scenarios } from './read-scenarios.ts';

afterEach(Stage.closeAll);

describe.each(everyMailSystem())('scenarios over a mail system in memory, like %s', (_, createWorld) => {
  it.each(scenarios)('$title', (scenario) => play(scenario, new FakeScenarioWorld(createWorld)));
});
