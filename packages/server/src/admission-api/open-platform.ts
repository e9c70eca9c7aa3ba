import { type InputIssue, InvalidInputError, type Plugin } from '@vmrkit/core';
import type { Platform } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import type { PlatformConnection } from './platform-connection.ts';
import { routeFaults } from './platform-routes.ts';

/** A platform that is not in the configuration file. */
export type OpenedPlatform = Pick<
  Platform,
  'name' | 'adapter' | 'settings' | 'tenants' | 'mayHearReason' | 'proof'
>;

/** What a platform is opened with. */
export interface OpenPlatformOptions {
  /** The platforms that are served besides it. */
  readonly beside: readonly PlatformConnection[];
  readonly kit: VmrKit;
}

/**
 * The connection of a platform, with an adapter of its own settings. Rejects with InvalidInputError
 * `ERR_PLATFORM_INVALID` with every fault where it could not be served beside the others.
 */
export async function openPlatform(
  platform: OpenedPlatform,
  { beside, kit }: OpenPlatformOptions,
): Promise<PlatformConnection> {
  const plugins = await kit.get('plugins');
  const { name, adapter, settings, tenants, mayHearReason } = platform;
  const known = plugins.names('join-adapter');
  if (!known.includes(adapter)) {
    refuse([issue(['adapter'], `There is no adapter of this name. Take one of: ${known.join(', ')}.`)]);
  }
  refuse([
    ...(beside.some((each) => each.name === name)
      ? [issue(['name'], 'Another platform has this name.')]
      : []),
    ...secretFaults(settings, plugins.get('join-adapter', adapter)),
  ]);
  const deps = await kit.get('pluginDeps');
  const made = await plugins.create('join-adapter', { name: adapter, settings, deps }).catch(refuseSettings);
  const connection = {
    name,
    tenants,
    mayHearReason,
    credentials: credentialsOf(platform),
    adapter: made,
  };
  const own = routeFaults([...beside, connection]).filter(({ path }) => path[1] === beside.length);
  refuse(own.map((fault) => ({ ...fault, path: fault.path.slice(2) })));
  return connection;
}

function credentialsOf({ proof }: OpenedPlatform): PlatformConnection['credentials'] {
  if ('bearerSha256' in proof) return { bearer_sha256: proof.bearerSha256 };
  return { username: proof.username, password_sha256: proof.passwordSha256 };
}

/** Settings are stored as they are, so what is secret has its place in a file. */
function secretFaults(
  settings: Platform['settings'],
  { secrets = [] }: Plugin<'join-adapter'>,
): InputIssue[] {
  const message = 'This is a secret: connect the platform in the configuration file.';
  return secrets.flatMap(({ name }) =>
    Object.hasOwn(settings, name) ? [issue(['settings', name], message)] : [],
  );
}

function refuseSettings(error: unknown): never {
  if (!(error instanceof InvalidInputError)) throw error;
  const { issues, message } = error;
  const faults = issues.length === 0 ? [issue(['settings'], message)] : issues;
  refuse(faults.map((fault) => ({ ...fault, path: under(fault.path) })));
  throw error;
}

function under(path: InputIssue['path']): InputIssue['path'] {
  return path[0] === 'settings' ? path : ['settings', ...path];
}

function issue(path: InputIssue['path'], message: string): InputIssue {
  return { path, code: 'invalid_value', message };
}

function refuse(issues: readonly InputIssue[]): void {
  if (issues.length === 0) return;
  throw new InvalidInputError('The platform cannot be served as it is.', {
    code: 'ERR_PLATFORM_INVALID',
    issues,
  });
}
