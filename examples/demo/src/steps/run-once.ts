import { CompanySignIn } from '../world/company-sign-in.ts';
import { DemoWorld, type DemoWorldOptions } from '../world/demo-world.ts';
import { integrations } from '../world/server-files.ts';
import { allSteps } from './all-steps.ts';
import { personalSteps } from './personal-steps.ts';
import { runSteps, type StepResult } from './run-steps.ts';

/** Plays the whole story without a browser, one JSON line a step. Gives the exit code: 0 when every step held. */
export async function runOnce(options: DemoWorldOptions): Promise<number> {
  return playIn(await DemoWorld.start(options), (world) => runSteps(allSteps, { world }, report));
}

/** The same for the story of personal rooms, which people get by signing in to a simulated AD FS. */
export async function runPersonalOnce(options: DemoWorldOptions): Promise<number> {
  const signIn = await CompanySignIn.start();
  try {
    const record = {
      general: { name: integrations.sales.name, enable_personal_vmrs: true },
      personal: { allow_new_users: true },
      sign_in: signIn.settings,
    };
    const world = await DemoWorld.start({ ...options, record });
    return await playIn(world, () => runSteps(personalSteps, { world, signIn }, report));
  } finally {
    await signIn.close();
  }
}

async function playIn(world: DemoWorld, play: (world: DemoWorld) => Promise<boolean>): Promise<number> {
  const interrupted = () => void world.close().then(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const good = await play(world);
  process.off('SIGINT', interrupted);
  process.off('SIGTERM', interrupted);
  await world.close();
  return good ? 0 : 1;
}

function report(result: StepResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
