export {
  createExchangeIdentityVerifier,
  type ExchangeIdentityVerifierOptions,
} from './exchange-identity-verifier.ts';
export {
  exchangeIdentitySettingsSchema,
  exchangeIdentityVerifierPlugin,
} from './exchange-identity-verifier-plugin.ts';
