export type { AdfsSettingsInput, AdfsUser } from './adfs/adfs-directory.ts';
export { type Adfs, type AdfsOptions, createAdfs } from './adfs/create-adfs.ts';
export { FormVisitor, type Visit } from './client/form-visitor.ts';
export type {
  MeetingName,
  SandboxFolder,
  SandboxHeldDelivery,
  SandboxItem,
  SandboxMeeting,
  SandboxOccurrence,
  SandboxStatus,
} from './client/sandbox-answers.ts';
export { SandboxClient } from './client/sandbox-client.ts';
export { SandboxError } from './client/sandbox-error.ts';
export { SandboxGraphClient, type SandboxGraphState } from './client/sandbox-graph-client.ts';
export { createSandbox, type Sandbox, type SandboxOptions } from './create-sandbox.ts';
export { createEntra, type Entra, type EntraOptions } from './entra/create-entra.ts';
export type { EntraApp, EntraSettingsInput, EntraUser } from './entra/entra-directory.ts';
export type { EntraTokenInput } from './entra/entra-token-issuer.ts';
export { type Fault, type FaultInput, faultKinds, faultSchema } from './faults/fault-injector.ts';
export type { GraphPermission } from './graph/graph-apps.ts';
export type { GraphCall, GraphRightUse } from './graph/graph-calls.ts';
export { type GraphFaultInput, graphFaultKinds } from './graph/graph-faults.ts';
export type { GraphLoad } from './graph/graph-limits.ts';
export { graphRealitySwitches } from './graph-switches.ts';
export type { Recording } from './http/recorder.ts';
export type { LedgerEntry, LedgerKind } from './model/ledger.ts';
export {
  type SandboxSettings,
  type SandboxSettingsInput,
  sandboxSettingsSchema,
} from './sandbox-settings.ts';
export {
  type RealitySwitch,
  type RealitySwitches,
  realitySwitches,
  realitySwitchesSchema,
} from './switches.ts';
