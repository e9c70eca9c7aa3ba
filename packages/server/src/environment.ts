import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidInputError, systemReasonOf } from '@vmrkit/core';
import type { SecretKey } from '@vmrkit/core/composition';

/** What the environment says: secrets and listen addresses, and where the configuration lies. */
export interface Environment {
  readonly configFile: string | null;
  readonly publicListen: string | null;
  readonly adminListen: string | null;
  /** The present one first; empty when there are none. */
  readonly masterKeys: readonly SecretKey[];
  /** What edges and managers know each other by; null: managers take no calls from edges. */
  readonly managerSecret: string | null;
  /** What `web_proxy.username` signs in with. */
  readonly webProxyPassword: string | null;
}

/**
 * Reads `VMRKIT_CONFIG`, `VMRKIT_PUBLIC_LISTEN`, `VMRKIT_ADMIN_LISTEN`, `VMRKIT_MASTER_KEYS` (lines or commas of
 * `id:base64`, the present key first), `VMRKIT_MANAGER_SECRET` and `VMRKIT_WEB_PROXY_PASSWORD`; each also as `…_FILE`, the path of a file that
 * holds the value. Throws InvalidInputError `ERR_CONFIG_ENVIRONMENT`, which names the variable and not the value.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const masterKeys = textOf(variables, 'VMRKIT_MASTER_KEYS');
  const managerSecret = textOf(variables, 'VMRKIT_MANAGER_SECRET');
  if (managerSecret !== null && !/^[A-Za-z0-9._~+/=-]{32,512}$/.test(managerSecret)) {
    throw wrong('VMRKIT_MANAGER_SECRET', 'needs 32 or more of the characters A-Z a-z 0-9 . _ ~ + / = -');
  }
  return {
    configFile: textOf(variables, 'VMRKIT_CONFIG'),
    publicListen: textOf(variables, 'VMRKIT_PUBLIC_LISTEN'),
    adminListen: textOf(variables, 'VMRKIT_ADMIN_LISTEN'),
    masterKeys: masterKeys === null ? [] : masterKeys.split(/[\s,]+/).map(masterKey),
    managerSecret,
    webProxyPassword: textOf(variables, 'VMRKIT_WEB_PROXY_PASSWORD'),
  };
}

function masterKey(text: string): SecretKey {
  const [, id, base64] = /^([A-Za-z0-9_-]{1,64}):([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  if (id === undefined || base64 === undefined) {
    throw wrong('VMRKIT_MASTER_KEYS', 'needs entries of the form id:base64, each of 32 bytes');
  }
  return { id, key: Buffer.from(base64, 'base64') };
}

function textOf(variables: NodeJS.ProcessEnv, name: string): string | null {
  const given = variables[name]?.trim() ?? '';
  const file = variables[`${name}_FILE`] ?? '';
  if (given !== '' && file !== '') throw wrong(name, `and ${name}_FILE are both set; leave one of them out`);
  const value = file === '' ? given : fileValue(name, file).trim();
  return value === '' ? null : value;
}

function fileValue(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = systemReasonOf(error) ?? 'unknown reason';
    throw wrong(`${name}_FILE`, `names a file that cannot be read: ${resolve(file)}, ${why}`);
  }
}

function wrong(name: string, why: string): InvalidInputError {
  return new InvalidInputError(`The environment variable ${name} ${why}.`, {
    code: 'ERR_CONFIG_ENVIRONMENT',
  });
}
