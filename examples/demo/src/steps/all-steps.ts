import { managerAwaySteps } from './manager-away-steps.ts';
import { refusalSteps } from './refusal-steps.ts';
import type { Step } from './run-steps.ts';
import { seriesSteps } from './series-steps.ts';
import { singleMeetingSteps } from './single-meeting-steps.ts';

/** Everything that `npm run demo -- --once` shows, in order. */
export const allSteps: readonly Step[] = [
  ...singleMeetingSteps,
  ...seriesSteps,
  ...refusalSteps,
  ...managerAwaySteps,
];
