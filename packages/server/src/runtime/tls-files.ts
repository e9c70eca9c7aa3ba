import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { InvalidInputError, systemReasonOf } from '@vmrkit/core';
import type { ServerConfig } from '../config/server-config.ts';

/** Where a certificate and its key lie. */
type PairFiles = NonNullable<ServerConfig['public']['tls']>;

/**
 * A listener's certificate and its key; null: it has none. Rejects with InvalidInputError `ERR_CONFIG_TLS`, which names
 * the setting, the path and the fault, unless they are a pair. The public one asks for edges' certificates where
 * `edges.ca_file` says by whom they are issued; whoever shows none may still call what is not for edges.
 */
export async function readTls(
  config: ServerConfig,
  listener: 'public' | 'admin',
): Promise<TlsOptions | null> {
  const { tls } = config[listener];
  const { ca_file: caFile } = config.edges;
  const asksEdges = listener === 'public' && caFile !== null;
  if (tls === null) {
    if (!asksEdges) return null;
    throw new InvalidInputError(
      'edges.ca_file needs public.tls: only over TLS can an edge show a certificate.',
      {
        code: 'ERR_CONFIG_TLS',
      },
    );
  }
  const pair = await readPair(tls, `${listener}.tls`);
  if (!asksEdges) return pair;
  const ca = await readCaCertificates(caFile, 'edges.ca_file');
  return { ...pair, ca, requestCert: true, rejectUnauthorized: false };
}

/** A certificate and its key. Rejects with InvalidInputError `ERR_CONFIG_TLS` unless they are a pair. */
export async function readPair(tls: PairFiles, setting: string): Promise<SecureContextOptions> {
  const certFile = { file: tls.cert_file, setting: `${setting}.cert_file` };
  const keyFile = { file: tls.key_file, setting: `${setting}.key_file` };
  const [cert, key] = [await readPem(certFile), await readPem(keyFile)];
  const certificate = certificateIn(cert, certFile);
  if (!certificate.checkPrivateKey(privateKeyIn(key, keyFile))) {
    throw unusable(keyFile, `is not the key of the certificate in ${resolve(certFile.file)}`);
  }
  const options = { cert, key, minVersion: 'TLSv1.2' } as const;
  try {
    createSecureContext(options);
    return options;
  } catch (cause) {
    throw unusable(certFile, 'holds a certificate that cannot be used; the cause says why', cause);
  }
}

/** Certificates of authorities as PEM. Rejects with InvalidInputError `ERR_CONFIG_TLS`. */
export async function readCaCertificates(file: string, setting = 'edge.manager_ca_file'): Promise<string> {
  const from = { file, setting };
  const pem = await readPem(from);
  certificateIn(pem, from);
  return pem;
}

interface PemFile {
  readonly file: string;
  readonly setting: string;
}

async function readPem(from: PemFile): Promise<string> {
  try {
    return await readFile(from.file, 'utf8');
  } catch (cause) {
    throw unusable(from, `cannot be read: ${systemReasonOf(cause) ?? 'unknown reason'}`, cause);
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
