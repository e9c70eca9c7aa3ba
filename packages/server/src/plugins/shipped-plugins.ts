import { adfsSignInProviderPlugin } from '@vmrkit/auth-adfs';
import { azureSignInProviderPlugin, entraCallerVerifierPlugin } from '@vmrkit/auth-azure';
import { exchangeIdentityVerifierPlugin } from '@vmrkit/auth-exchange';
import type { Plugin } from '@vmrkit/core';
import { bigBlueButtonPlatformPlugin } from '@vmrkit/platform-bigbluebutton';
import { jitsiPlatformPlugin } from '@vmrkit/platform-jitsi';
import { jsonPlatformPlugin } from '@vmrkit/platform-json';
import { pexipPlatformPlugin, pexipRoomsPlugin } from '@vmrkit/platform-pexip';
import { ewsMailboxProviderPlugin } from '@vmrkit/provider-ews';
import { graphMailboxProviderPlugin } from '@vmrkit/provider-graph';
import { mongodbStorePlugin } from '@vmrkit/store-mongodb';
import { sqliteStorePlugin } from '@vmrkit/store-sqlite';
import { nunjucksTemplateEnginePlugin } from '@vmrkit/templates-nunjucks';

/** The plugins that the reference server brings. */
export const shippedPlugins: readonly Plugin[] = [
  ewsMailboxProviderPlugin,
  adfsSignInProviderPlugin,
  azureSignInProviderPlugin,
  entraCallerVerifierPlugin,
  exchangeIdentityVerifierPlugin,
  graphMailboxProviderPlugin,
  jsonPlatformPlugin,
  bigBlueButtonPlatformPlugin,
  jitsiPlatformPlugin,
  pexipPlatformPlugin,
  pexipRoomsPlugin,
  mongodbStorePlugin,
  sqliteStorePlugin,
  nunjucksTemplateEnginePlugin,
];
