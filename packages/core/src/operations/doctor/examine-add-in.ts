import type { Http } from '../../egress/http.ts';
import { systemReasonOf } from '../../errors/system-reason.ts';
import { codeOf } from '../../errors/vmrkit-error.ts';
import type { IntegrationRecord } from '../../integration/integration-record.ts';
import type { Clock } from '../../runtime/clock.ts';
import { DAY_MS, type Instant } from '../../time/instant.ts';
import { type DoctorFinding, type Examination, problem, sound, untold } from './examination.ts';
import { saidBy } from './run-doctor.ts';

const SOON_MS = 14 * DAY_MS;

/** What the examinations of an add-in's server look at. */
export interface ExaminedAddIn {
  readonly record: Pick<IntegrationRecord, 'addIn' | 'signIn' | 'id'>;
  /** The client API's path for this integration. */
  readonly clientPath: string;
  /** Paths on which the mail system of this integration calls back; none for most. */
  readonly notificationPaths: readonly string[];
  readonly http: Http;
  readonly clock: Clock;
  /** When a certificate in DER ends. Throws for what is none. */
  endOf(certificate: Uint8Array): Instant;
}

/** What can be wrong with the server that Outlook loads the add-in from, as seen from here. */
export function examineAddIn(at: ExaminedAddIn): readonly Examination[] {
  const fqdn = at.record.addIn.serverFqdn;
  const about = { subject: fqdn, severity: 'error' } as const;
  const back = `${at.clientPath.replace(/\/[^/]+$/, '')}/oauth_redirect`;
  return [
    {
      ...about,
      id: 'add-in-certificate',
      title: 'The certificate of the add-in’s server is good',
      remedy:
        'Give the server or the proxy before it a certificate for this name from an authority that clients trust, with its whole chain, before the old one ends.',
      run: (signal) => certificateOf(at, signal),
    },
    {
      ...about,
      id: 'add-in-icon',
      title: 'Outlook can load the add-in’s icon',
      remedy:
        'Let this name lead to an edge (`vmrkit serve`), and let the proxy before it pass on /api/client/.',
      run: (signal) =>
        asked(at, { path: `${at.clientPath}/images/addin_icon_80.png`, signal }, ({ status, type }) =>
          status === 200 && type.startsWith('image/') ? null : `answers ${status} ${type}`.trimEnd(),
        ),
    },
    ...(at.record.signIn === null ? [] : [back, `${back}/`]).map((path) => ({
      ...about,
      subject: `${fqdn}${path}`,
      id: 'redirect-uri',
      title: 'Sign-ins find their way back, with a slash at the end and without',
      remedy: 'Let the proxy pass on this path as it is, and register the redirect URI without the slash.',
      run: (signal: AbortSignal) =>
        asked(at, { path, signal }, ({ status }) =>
          status === 404 ||
          status >= 500 ||
          (status >= 300 && status < 400 && status !== 302 && status !== 303)
            ? `answers ${status}`
            : null,
        ),
    })),
    ...at.notificationPaths.map((path) => ({
      ...about,
      subject: `${fqdn}${path}`,
      id: 'notification-endpoint',
      title: 'The mail system’s notifications reach us',
      remedy:
        'Let the proxy pass on POST requests to this path from the internet. Until then mail is found by syncs.',
      run: (signal: AbortSignal) =>
        asked(at, { path: path.replace('{key}', 'doctor'), method: 'POST', signal }, ({ status }) =>
          status === 404 || status >= 500 ? `answers ${status}` : null,
        ),
    })),
  ];
}

interface Question {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly signal: AbortSignal;
}

/** `fault` says what is wrong with an answer; null: nothing. */
async function asked(
  { http, record }: ExaminedAddIn,
  { path, method = 'GET', signal }: Question,
  fault: (answer: { readonly status: number; readonly type: string }) => string | null,
): Promise<DoctorFinding> {
  const client = http.client();
  const url = `https://${record.addIn.serverFqdn}${path}`;
  try {
    const { status, headers } = await client.fetch(url, { method, signal });
    const wrong = fault({ status, type: headers.get('content-type') ?? '' });
    return wrong === null ? sound(`${url} answers ${status}.`) : problem(`${url} ${wrong}.`);
  } catch (error) {
    return notReached(url, error);
  } finally {
    await client.close();
  }
}

async function certificateOf(
  { http, record, clock, endOf }: ExaminedAddIn,
  signal: AbortSignal,
): Promise<DoctorFinding> {
  const client = http.client();
  const origin = `https://${record.addIn.serverFqdn}`;
  try {
    const connection = client.connection(new URL(origin));
    const { body } = await connection.send({ method: 'GET', path: '/', headers: {}, body: '', signal });
    const certificate = connection.peerCertificate();
    body.destroy();
    if (certificate === null) return untold('The connection shows no certificate.');
    const ends = endOf(certificate);
    const left = Math.floor((ends - clock.now()) / DAY_MS);
    const said = `It is trusted here, fits the name, and ends in ${left} days.`;
    return ends - clock.now() <= SOON_MS ? problem(said) : sound(said);
  } catch (error) {
    if (codeOf(error) !== 'ERR_HTTP_CERTIFICATE') return untold(saidBy(error));
    return problem(`${saidBy(error)} ${certificateReasonOf(error)}`);
  } finally {
    await client.close();
  }
}

/** A refusal by our own rules says nothing about the server. */
function notReached(url: string, error: unknown): DoctorFinding {
  if (codeOf(error) === 'ERR_EGRESS_REFUSED')
    return untold(`${url} is not called from here: ${saidBy(error)}`);
  return problem(
    `${url} cannot be loaded from here: ${saidBy(error)} ${systemReasonOf(error) ?? ''}`.trimEnd(),
  );
}

/** What Node.js says of certificates that it does not trust, by a part of its code, in words. */
const certificateReasons: readonly (readonly [part: string, words: string])[] = [
  ['CERT_HAS_EXPIRED', 'It has expired.'],
  ['CERT_NOT_YET_VALID', 'It is not valid yet.'],
  ['ALTNAME_INVALID', 'It is for another name.'],
  ['UNABLE_TO_VERIFY_LEAF', 'Its chain is incomplete.'],
  ['UNABLE_TO_GET_ISSUER', 'Its authority is unknown, or its chain is incomplete.'],
  ['DEPTH_ZERO_SELF_SIGNED', 'It is signed by itself.'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'Its authority is not trusted here.'],
];

function certificateReasonOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = String(Reflect.get(at, 'code'));
    const [, words] = certificateReasons.find(([part]) => code.includes(part)) ?? [];
    if (words !== undefined) return words;
  }
  return 'See it in a browser.';
}
