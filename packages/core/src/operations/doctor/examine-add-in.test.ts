import { FakeClock } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { type Http, HttpError } from '../../egress/http.ts';
import { minimalRecord, parse } from '../../integration/record.fixture.ts';
import { DAY_MS, type Instant } from '../../time/instant.ts';
import { examineAddIn } from './examine-add-in.ts';

const clock = new FakeClock();

interface Answers {
  readonly status?: number;
  readonly type?: string;
  readonly daysLeft?: number;
  readonly fails?: { readonly code: string; readonly cause?: string };
}

function http({ status = 200, type = 'image/png', fails }: Answers): Http {
  const answer = () => {
    if (fails === undefined) return;
    const cause = Object.assign(new Error('x'), { code: fails.cause });
    throw new HttpError('No.', { code: fails.code, sent: 'no', cause });
  };
  const connection = {
    send: async () => {
      answer();
      return { status, headers: {}, body: { destroy: () => undefined } };
    },
    peerCertificate: () => new Uint8Array(1),
  };
  const client = {
    fetch: async () => {
      answer();
      return new Response(null, { status, headers: { 'content-type': type } });
    },
    connection: () => connection,
    close: async () => undefined,
  };
  return { client: () => client } as never;
}

async function problems(answers: Answers) {
  const record = { ...parse(minimalRecord()), signIn: { provider: 'azure', settings: {} } };
  const examinations = examineAddIn({
    record,
    clientPath: '/api/client/v2/msexchange_schedulers/1',
    notificationPaths: ['/api/graph/v1/notifications/{key}'],
    http: http(answers),
    clock,
    endOf: () => (clock.now() + (answers.daysLeft ?? 100) * DAY_MS) as Instant,
  });
  const found = await Promise.all(
    examinations.map(async ({ id, run }) => ({ id, ...(await run(new AbortController().signal)) })),
  );
  return found.map(({ id, kind, evidence }) => `${id} ${kind}${kind === 'ok' ? '' : ` ${evidence}`}`);
}

test.each<[string, Answers, readonly RegExp[]]>([
  ['all is well', {}, []],
  ['the certificate ends in a week', { daysLeft: 7 }, [/^add-in-certificate problem .*in 7 days/]],
  [
    'the certificate is for another name',
    { fails: { code: 'ERR_HTTP_CERTIFICATE', cause: 'ERR_TLS_CERT_ALTNAME_INVALID' } },
    [/^add-in-certificate problem .*another name/, /^add-in-icon problem/],
  ],
  [
    'the chain is incomplete',
    { fails: { code: 'ERR_HTTP_CERTIFICATE', cause: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } },
    [/^add-in-certificate problem .*chain is incomplete/],
  ],
  [
    'the proxy passes nothing on',
    { status: 404, type: 'text/html' },
    [/^add-in-icon problem .*404/, /^redirect-uri problem .*404/, /^notification-endpoint problem .*404/],
  ],
  ['something else answers', { type: 'text/html' }, [/^add-in-icon problem .*text\/html/]],
  [
    'a slash is added at the end, for good',
    { status: 301 },
    [/^add-in-icon problem/, /^redirect-uri problem .*301/],
  ],
  [
    'our own rules forbid the call',
    { fails: { code: 'ERR_EGRESS_REFUSED' } },
    [/^add-in-certificate unknown/, /^add-in-icon unknown/],
  ],
])('%s', async (_, answers, expected) => {
  const found = await problems(answers);
  if (expected.length === 0) expect(found.every((each) => each.endsWith(' ok'))).toBe(true);
  for (const each of expected) expect(found).toContainEqual(expect.stringMatching(each));
});
