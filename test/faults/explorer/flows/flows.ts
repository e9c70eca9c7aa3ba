import type { Flow } from '../flow.ts';
import { commandFlows } from './command-flows.ts';
import { meetingFlows } from './meeting-flows.ts';
import { timeFlows } from './time-flows.ts';
import { tokenFlows } from './token-flows.ts';

const all = { ...meetingFlows, ...tokenFlows, ...timeFlows, ...commandFlows } as const;

/** Name of a flow of {@link faultFlows}. */
export type FlowName = keyof typeof all;

/** Every flow that the faults are tried on, by name. */
export const faultFlows: Readonly<Record<FlowName, Flow>> = all;
