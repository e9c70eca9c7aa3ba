import type { Clock, HttpConnection, Random, WireAnswer, WireRequest } from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';
import { channelBindings } from './ntlm/channel-bindings.ts';
import {
  authenticateMessage,
  type NtlmIdentity,
  negotiateMessage,
  readChallenge,
} from './ntlm/ntlm-messages.ts';
import { dropBody } from './read-body.ts';

/** Sends a request on a connection as the service account, signing in as far as the connection still needs it. */
export type SignedSend = (connection: HttpConnection, request: WireRequest) => Promise<WireAnswer>;

/** Basic (RFC 7617), UTF-8. */
export function basicSignIn(user: string, password: string): SignedSend {
  const credentials = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  return (connection, request) =>
    connection.send({ ...request, headers: { ...request.headers, authorization: `Basic ${credentials}` } });
}

const NTLM_CHALLENGE = /(?:^|[\s,])NTLM\s+([A-Za-z0-9+/]+={0,2})/i;
/** 1601-01-01 to 1970-01-01 in units of 100 ns. */
const FILETIME_EPOCH = 116_444_736_000_000_000n;

/** NTLMv2 ([MS-NTHT]): signs a connection once, and each new one again. */
export function ntlmSignIn(
  identity: NtlmIdentity,
  deps: { readonly clock: Clock; readonly random: Random },
): SignedSend {
  const signed = new WeakMap<HttpConnection, number>();

  /** Gives the answer, and whether another connection had to carry the last leg than the first. */
  const handshake = async (
    connection: HttpConnection,
    request: WireRequest,
  ): Promise<{ readonly answer: WireAnswer; readonly moved: boolean }> => {
    const first = await connection.send({
      ...request,
      body: '',
      headers: { ...request.headers, authorization: `NTLM ${negotiateMessage().toString('base64')}` },
    });
    // Whatever is no challenge is told as what it is: a busy web server, a redirect.
    if (first.status !== 401) return { answer: first, moved: false };
    const token = NTLM_CHALLENGE.exec(headerText(first.headers['www-authenticate']))?.[1];
    await dropBody(first);
    const challenge = token === undefined ? null : readChallenge(Buffer.from(token, 'base64'));
    if (!challenge) throw new EwsFailure('sign-in', { maySent: false });
    const generation = connection.generation;
    const certificate = connection.peerCertificate();
    const time = Buffer.alloc(8);
    time.writeBigUInt64LE(BigInt(deps.clock.now()) * 10_000n + FILETIME_EPOCH);
    const message = authenticateMessage(identity, challenge, {
      clientChallenge: Buffer.from(deps.random.bytes(8)),
      time,
      channelBindings: certificate === null ? null : channelBindings(certificate),
    });
    const answer = await connection.send({
      ...request,
      headers: { ...request.headers, authorization: `NTLM ${message.toString('base64')}` },
    });
    const moved = connection.generation !== generation;
    if (answer.status !== 401 && !moved) signed.set(connection, generation);
    return { answer, moved };
  };

  return async (connection, request) => {
    if (connection.connected && signed.get(connection) === connection.generation) {
      const answer = await connection.send(request);
      if (answer.status !== 401) return answer;
      await dropBody(answer);
    }
    signed.delete(connection);
    const { answer, moved } = await handshake(connection, request);
    // Refused where the challenge was given, a second try is a second wrong password.
    if (answer.status !== 401 || !moved) return answer;
    await dropBody(answer);
    return (await handshake(connection, request)).answer;
  };
}

/** `name@domain`, `domain\name` or a bare name, as NTLM wants them. */
export function ntlmIdentity(username: string, password: string): NtlmIdentity {
  const slash = username.indexOf('\\');
  if (slash < 0) return { domain: '', user: username, password };
  return { domain: username.slice(0, slash), user: username.slice(slash + 1), password };
}

function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}
