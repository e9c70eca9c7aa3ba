import type { Story } from './story.ts';

/** One thing that must hold. `run` says what happened, and throws when it does not hold. */
export interface Step<Told = Story> {
  readonly step: string;
  run(story: Told): Promise<string>;
}

/** One line of output. */
export interface StepResult {
  readonly step: string;
  readonly ok: boolean;
  readonly ms: number;
  /** What happened, or why it does not hold. */
  readonly what: string;
}

/** Runs steps one after the other and reports each; a step that fails does not stop the others. */
export async function runSteps<Told>(
  steps: readonly Step<Told>[],
  story: Told,
  report: (result: StepResult) => void,
): Promise<boolean> {
  let good = true;
  for (const { step, run } of steps) {
    const began = performance.now();
    const result = await run(story).then(
      (what) => ({ ok: true, what }),
      (error: unknown) => ({ ok: false, what: messageOf(error) }),
    );
    good &&= result.ok;
    report({ step, ok: result.ok, ms: Math.round(performance.now() - began), what: result.what });
  }
  return good;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${messageOf(error.cause)})`;
}
