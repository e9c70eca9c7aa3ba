import { DemoWorld, type DemoWorldOptions } from '../world/demo-world.ts';
import { allSteps } from './all-steps.ts';
import { runSteps } from './run-steps.ts';

/** Plays the whole story without a browser, one JSON line a step. Gives the exit code: 0 when every step held. */
export async function runOnce(options: DemoWorldOptions): Promise<number> {
  const world = await DemoWorld.start(options);
  const interrupted = () => void world.close().then(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const good = await runSteps(allSteps, { world }, (result) => {
    process.stdout.write(`${JSON.stringify(result)}\n`);
  });
  process.off('SIGINT', interrupted);
  process.off('SIGTERM', interrupted);
  await world.close();
  return good ? 0 : 1;
}
