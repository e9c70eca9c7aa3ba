import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenarios, type Scenario } from './parse-scenarios.ts';
import type { ScenarioWorld } from './scenario-world.ts';

/** A file of scenarios as it stands. */
export interface ScenarioFile {
  readonly name: string;
  readonly text: string;
}

/** All files beside this one. */
export const scenarioFiles: readonly ScenarioFile[] = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, name), 'utf8') }));

/** All scenarios in them. */
export const scenarios: readonly Scenario[] = scenarioFiles.flatMap(({ name, text }) =>
  parseScenarios(`test/scenarios/${name}`, text),
);

/** Plays a scenario in a fresh world; rejects with the line that did not hold. */
export async function play({ steps }: Scenario, world: ScenarioWorld): Promise<void> {
  for (const { at, text, act } of steps) {
    try {
      await act(world);
    } catch (error) {
      throw new Error(`${at}: ${text}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
