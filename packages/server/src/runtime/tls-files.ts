import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { InvalidInputError, systemReasonOf } from '@vmrkit/core';
import type { ServerConfig } from '../config/server-config.ts';

/**
 * A listener's certificate and its key. Rejects with InvalidInputError `ERR_CONFIG_TLS`, which names the setting, the
 * path and the fault, unless they are a pair.
 */
export async function readTls({
  cert_file: certFile,
  key_file: keyFile,
}: NonNullable<ServerConfig['public']['tls']>): Promise<SecureContextOptions> {
  const cert = await readPem(certFile, 'public.tls.cert_file');
  const key = await readPem(keyFile, 'public.tls.key_file');
  const certificate = certificateIn(cert, { file: certFile, setting: 'public.tls.cert_file' });
  const privateKey = privateKeyIn(key, { file: keyFile, setting: 'public.tls.key_file' });
  if (!certificate.checkPrivateKey(privateKey)) {
    const why = `is not the key of the certificate in ${resolve(certFile)}`;
    throw unusable({ file: keyFile, setting: 'public.tls.key_file' }, why);
  }
  const options = { cert, key, minVersion: 'TLSv1.2' } as const;
  try {
    createSecureContext(options);
    return options;
  } catch (cause) {
    const why = 'holds a certificate that cannot be used; the cause says why';
    throw unusable({ file: certFile, setting: 'public.tls.cert_file' }, why, cause);
  }
}

/** Certificates of authorities as PEM. Rejects with InvalidInputError `ERR_CONFIG_TLS`. */
export async function readCaCertificates(file: string): Promise<string> {
  const setting = 'edge.manager_ca_file';
  const pem = await readPem(file, setting);
  certificateIn(pem, { file, setting });
  return pem;
}

interface PemFile {
  readonly file: string;
  readonly setting: string;
}

async function readPem(file: string, setting: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unusable({ file, setting }, `cannot be read: ${systemReasonOf(cause) ?? 'unknown reason'}`, cause);
  }
}

function certificateIn(pem: string, from: PemFile): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw unusable(from, 'holds no certificate (PEM, "BEGIN CERTIFICATE")', cause);
  }
}

function privateKeyIn(pem: string, from: PemFile): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const why = /ENCRYPTED/.test(pem)
      ? 'holds a key that a password protects; take the password off'
      : 'holds no private key (PEM, "BEGIN PRIVATE KEY")';
    throw unusable(from, why, cause);
  }
}

function unusable({ file, setting }: PemFile, why: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`${setting}: the file ${resolve(file)} ${why}.`, {
    code: 'ERR_CONFIG_TLS',
    cause,
  });
}
