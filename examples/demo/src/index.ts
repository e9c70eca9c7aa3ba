export { allSteps } from './steps/all-steps.ts';
export { personalSteps } from './steps/personal-steps.ts';
export { runSteps, type Step, type StepResult } from './steps/run-steps.ts';
export type { Story } from './steps/story.ts';
export { AddIn, aliasesIn, type Reservation } from './world/add-in.ts';
export { type Admission, Platform } from './world/admission.ts';
export { builtFile } from './world/built-file.ts';
export { Child, type ChildOptions } from './world/child.ts';
export { DemoWorld } from './world/demo-world.ts';
export { Deployment, type DeploymentOptions } from './world/deployment.ts';
export { listRooms } from './world/list-rooms.ts';
export { type Answer, type Draft, Organizer, plainText } from './world/organizer.ts';
export { equipment, people, serviceAccount } from './world/people.ts';
export {
  audienceOf,
  type DemoIntegration,
  type DemoProvider,
  integrationRecord,
  integrations,
} from './world/server-files.ts';
export type { Room } from './world/server-messages.ts';
export { type SandboxProcess, startSandbox } from './world/start-sandbox.ts';
export { type UntilOptions, until } from './world/until.ts';
