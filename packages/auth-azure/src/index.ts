export {
  createEntraCallerVerifier,
  type EntraCallerVerifierOptions,
} from './callers/entra-caller-verifier.ts';
export {
  type EntraCallerSettings,
  entraCallerSettingsSchema,
  entraCallerVerifierPlugin,
} from './callers/entra-caller-verifier-plugin.ts';
