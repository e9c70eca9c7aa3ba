import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { InvalidInputError } from '@vmrkit/core';
import type { ServerConfig } from '../config/server-config.ts';

/** A listener's certificate and its key. Rejects with InvalidInputError `ERR_CONFIG_TLS` unless they are a pair. */
export async function readTls({
  cert_file,
  key_file,
}: NonNullable<ServerConfig['public']['tls']>): Promise<SecureContextOptions> {
  try {
    const [cert, key] = await Promise.all([readFile(cert_file), readFile(key_file)]);
    const options = { cert, key, minVersion: 'TLSv1.2' } as const;
    createSecureContext(options);
    return options;
  } catch (cause) {
    throw unusable('The files of public.tls cannot be read, or are no certificate and its key.', cause);
  }
}

/** Certificates of authorities as PEM. Rejects with InvalidInputError `ERR_CONFIG_TLS`. */
export async function readCaCertificates(file: string): Promise<string> {
  try {
    const pem = await readFile(file, 'utf8');
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw unusable('The file of edge.manager_ca_file cannot be read, or holds no certificate.', cause);
  }
}

function unusable(message: string, cause: unknown): InvalidInputError {
  return new InvalidInputError(message, { code: 'ERR_CONFIG_TLS', cause });
}
