export {
  type AdfsSignInProviderOptions,
  createAdfsSignInProvider,
} from './sign-in/adfs-sign-in-provider.ts';
export { adfsSignInProviderPlugin } from './sign-in/adfs-sign-in-provider-plugin.ts';
export { type AdfsSignInSettings, adfsSignInSettingsSchema } from './sign-in/adfs-sign-in-settings.ts';
