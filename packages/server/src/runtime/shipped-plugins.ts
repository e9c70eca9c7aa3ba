import { exchangeIdentityVerifierPlugin } from '@vmrkit/auth-exchange';
import { definePlugin, type Plugin } from '@vmrkit/core';
import { jsonPlatformPlugin } from '@vmrkit/platform-json';
import { ewsMailboxProviderPlugin } from '@vmrkit/provider-ews';
import { mongodbStorePlugin } from '@vmrkit/store-mongodb';
import { sqliteStorePlugin } from '@vmrkit/store-sqlite';
import { createNunjucksTemplateEngine } from '@vmrkit/templates-nunjucks';
import { z } from 'zod';

/** The plugins that the reference server brings. */
export const shippedPlugins: readonly Plugin[] = [
  ewsMailboxProviderPlugin,
  exchangeIdentityVerifierPlugin,
  jsonPlatformPlugin,
  mongodbStorePlugin,
  sqliteStorePlugin,
  definePlugin({
    kind: 'template-engine',
    name: 'nunjucks',
    settingsSchema: z.strictObject({}),
    create: () => createNunjucksTemplateEngine(),
  }),
];
