import type { Fault } from './fault.ts';
import type { Flow } from './flow.ts';
import { type FlowRun, runFlow } from './run-flow.ts';

/** Where a run ended otherwise than it should. */
export interface BadPoint {
  readonly at: number;
  readonly point: string;
  /** What must never be, and what was seen instead of what should be; in words. */
  readonly problems: readonly string[];
}

/** What came of one fault in one flow. */
export interface FaultResult {
  /** Points that the flow has for the fault. */
  readonly points: number;
  readonly tried: number;
  readonly ok: number;
  /** Points at which an answer was doubled where that is allowed; they count as ok. */
  readonly doubled: number;
  /** How much later than undisturbed the last change came at worst, in milliseconds. */
  readonly worstDelayMs: number;
  readonly bad: readonly BadPoint[];
}

/** How a fault is tried. */
export interface TryFaultOptions {
  /** Chooses the points to try among `0` to `count - 1`; all of them without it. */
  choose?(count: number): readonly number[];
}

/** Whether the fault can befall the flow: commands have no second manager that waits. */
export function canBefall(fault: Fault, flow: Flow): boolean {
  return !(fault.standby && flow.commandsOnly);
}

/** Lets the fault strike at each point of the flow, each in a run of its own, and compares with an undisturbed run. */
export async function tryFault(
  flow: Flow,
  fault: Fault,
  { choose = everyPoint }: TryFaultOptions = {},
): Promise<FaultResult> {
  const undisturbed = await runFlow(flow, fault, null);
  const { points } = undisturbed;
  const chosen = choose(points.length);
  const bad: BadPoint[] = [...complaints(undisturbed, undisturbed, flow)].map((problem) => ({
    at: -1,
    point: 'nowhere',
    problems: [problem],
  }));
  let worstDelayMs = 0;
  let doubled = 0;
  for (const at of chosen) {
    const run = await runFlow(flow, fault, at);
    const problems = complaints(run, undisturbed, flow);
    if (run.points.length !== at + 1) problems.push('the point was not reached again');
    if (problems.length > 0) bad.push({ at, point: points[at] ?? '', problems });
    else {
      if (run.doubled > 0) doubled += 1;
      worstDelayMs = Math.max(worstDelayMs, delayMs(run, undisturbed));
    }
  }
  return {
    points: points.length,
    tried: chosen.length,
    ok: chosen.length - bad.length,
    doubled,
    worstDelayMs,
    bad,
  };
}

function everyPoint(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function complaints(run: FlowRun, undisturbed: FlowRun, flow: Flow): string[] {
  const problems = [...run.problems];
  // The one place where it is allowed: between asking whether an answer went out and its going out (S4.8).
  const mayDouble = flow.mayDouble && run.heldAnswer;
  const doubles = run.doubled - (mayDouble ? 1 : 0);
  if (doubles > 0) problems.push(`${run.doubled} answers were doubled`);
  return [...problems, ...differences(run.seen, undisturbed.seen)];
}

function differences(seen: object, expected: object): string[] {
  const expectedByName = new Map<string, unknown>(Object.entries(expected));
  return Object.entries(seen).flatMap(([name, value]) => {
    const [is, should] = [JSON.stringify(value), JSON.stringify(expectedByName.get(name))];
    return is === should ? [] : [`${name}: ${is} instead of ${should}`];
  });
}

function delayMs({ settledMs }: FlowRun, undisturbed: FlowRun): number {
  return Math.max(0, ...settledMs.map((each, index) => each - (undisturbed.settledMs[index] ?? 0)));
}
