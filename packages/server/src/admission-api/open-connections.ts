import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type InputIssue, InvalidInputError, systemReasonOf } from '@vmrkit/core';
import type { VmrKit } from '@vmrkit/sdk';
import type { PlatformConfig } from '../config/server-config.ts';
import type { PlatformConnection } from './platform-connection.ts';
import { routeFaults } from './platform-routes.ts';

/**
 * The connections of all platforms, each with an adapter of its own settings. Rejects as `PluginRegistry.create` does,
 * and with InvalidInputError `ERR_CONFIG_PLATFORM` where a platform could not be served.
 */
export async function openConnections(
  platforms: readonly PlatformConfig[],
  kit: VmrKit,
): Promise<readonly PlatformConnection[]> {
  const [plugins, deps] = [await kit.get('plugins'), await kit.get('pluginDeps')];
  refuse(adapterFaults(platforms, plugins.names('join-adapter')));
  const connections: PlatformConnection[] = [];
  for (const [index, platform] of platforms.entries()) {
    const { name, adapter, settings, tenants, may_hear_reason: mayHearReason } = platform;
    connections.push({
      name,
      tenants,
      mayHearReason,
      credentials: await credentialsOf(platform, index),
      adapter: await plugins
        .create('join-adapter', { name: adapter, settings, deps })
        .catch((error: unknown) => Promise.reject(placed(error, { name, index }))),
    });
  }
  refuse(routeFaults(connections));
  return connections;
}

/** A fault of an adapter's settings, with the entry that it stands in. */
function placed(error: unknown, { name, index }: { readonly name: string; readonly index: number }): unknown {
  if (!InvalidInputError.is(error)) return error;
  const { message, code, cause } = error;
  const issues = error.issues.map((issue) => ({
    ...issue,
    path: ['platforms', index, 'settings', ...issue.path],
  }));
  return new InvalidInputError(`platforms.${index} ("${name}"): ${message}`, { code, issues, cause });
}

function refuse(issues: readonly InputIssue[]): void {
  if (issues.length === 0) return;
  throw new InvalidInputError('The platforms of the configuration cannot be served as they are.', {
    code: 'ERR_CONFIG_PLATFORM',
    issues,
  });
}

function adapterFaults(platforms: readonly PlatformConfig[], known: readonly string[]): InputIssue[] {
  const message = `There is no adapter of this name. Take one of: ${known.join(', ')}.`;
  return platforms.flatMap(({ adapter }, index) =>
    known.includes(adapter)
      ? []
      : [{ path: ['platforms', index, 'adapter'], code: 'adapter_unknown', message }],
  );
}

async function credentialsOf(
  { credentials }: PlatformConfig,
  index: number,
): Promise<PlatformConnection['credentials']> {
  if (!('secret_file' in credentials)) return credentials;
  const file = credentials.secret_file;
  let fault = 'is empty';
  const secret = await readFile(file, 'utf8').catch((error: unknown) => {
    fault = `cannot be read (${systemReasonOf(error) ?? 'unknown reason'})`;
    return '';
  });
  if (secret.trim() === '') {
    const message = `${resolve(file)} ${fault}. Name a file that holds the platform’s secret.`;
    refuse([{ path: ['platforms', index, 'credentials', 'secret_file'], code: 'secret_file', message }]);
  }
  return { secret: secret.trim() };
}
