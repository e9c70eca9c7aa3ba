export { type EntraCallerSettings, entraCallerSettingsSchema } from './callers/entra-caller-settings.ts';
export {
  createEntraCallerVerifier,
  type EntraCallerVerifierOptions,
} from './callers/entra-caller-verifier.ts';
export { entraCallerVerifierPlugin } from './callers/entra-caller-verifier-plugin.ts';
export {
  ADMIN_CONSENT_STATE,
  type AdminConsentRequest,
  adminConsentLink,
} from './sign-in/admin-consent-link.ts';
export {
  type AzureSignInProviderOptions,
  createAzureSignInProvider,
} from './sign-in/azure-sign-in-provider.ts';
export { azureSignInProviderPlugin } from './sign-in/azure-sign-in-provider-plugin.ts';
export { type AzureSignInSettings, azureSignInSettingsSchema } from './sign-in/azure-sign-in-settings.ts';
