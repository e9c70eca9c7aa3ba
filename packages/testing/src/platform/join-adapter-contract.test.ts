import {
  type AdmissionDecision,
  InvalidInputError,
  type JoinAdapter,
  type PlatformRequest,
} from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { joinAdapterChecks } from './join-adapter-checks.ts';

const asking = (alias: string): PlatformRequest => ({
  ...{ method: 'GET', path: '/', headers: {}, body: null },
  query: { local_alias: alias },
});

const textOf = (decision: AdmissionDecision) =>
  decision.kind === 'closed' ? `closed ${decision.reason ?? ''}` : decision.kind;

/** A small adapter that asks by its query and keeps the contract. */
const legal: JoinAdapter = {
  question: ({ query }) => {
    const alias = Object.hasOwn(query, 'local_alias') ? query.local_alias : undefined;
    if (alias === undefined || !/^[\w@.]{1,320}$/.test(alias)) {
      throw new InvalidInputError('No alias.', { code: 'ERR_TEST' });
    }
    return { alias };
  },
  answer: (decision) => ({ status: 200, headers: {}, body: textOf(decision) }),
};

/** Titles of the checks that an adapter does not pass. */
function failing(changes: Partial<JoinAdapter>, ask = asking): string {
  const checks = joinAdapterChecks({ adapter: { ...legal, ...changes }, asking: ask });
  return checks
    .flatMap(({ title, run }) => {
      try {
        run();
        return [];
      } catch {
        return [title];
      }
    })
    .join('\n');
}

const answering =
  (text: (decision: AdmissionDecision) => string): JoinAdapter['answer'] =>
  (decision) => ({ status: 200, headers: {}, body: text(decision) });

describe('joinAdapterContract', () => {
  it.each<[string, Partial<JoinAdapter>]>([
    ['tells reasons and no id', {}],
    ['never tells a reason', { answer: answering(({ kind }) => kind) }],
    ['tells the id', { answer: answering((decision) => JSON.stringify(decision)) }],
  ])('accepts an adapter that %s', (_, changes) => {
    expect(failing(changes)).toBe('');
  });

  const breakOn = (isBroken: (request: PlatformRequest) => boolean): JoinAdapter['question'] => {
    return (request) => {
      if (isBroken(request)) throw new TypeError('broken');
      return legal.question(request);
    };
  };
  let kept = '';
  it.each<[string, Partial<JoinAdapter>, string]>([
    [
      'takes a withheld reason for one of them',
      {
        answer: answering((decision) =>
          decision.kind === 'closed' ? (decision.reason ?? 'over') : decision.kind,
        ),
      },
      'tells no reason',
    ],
    [
      'says more where no reason was given than where one was',
      {
        answer: answering((decision) =>
          decision.kind === 'closed' ? String(decision.reason === null) : decision.kind,
        ),
      },
      'tells no reason',
    ],
    ['opens for everybody', { answer: answering(() => 'open') }, 'opens the door'],
    [
      'remembers the last conference',
      {
        answer: answering((decision) => {
          if (decision.kind === 'admitted') kept = decision.conference.id;
          return `${textOf(decision)} ${kept}`;
        }),
      },
      'keeps nothing of it',
    ],
    [
      'breaks on an empty list as a body',
      { question: breakOn(({ body }) => Array.isArray(body) && body.length === 0) },
      'a hostile body, and breaks on none: an empty list',
    ],
    [
      'breaks on a hostile query',
      {
        question: (request) => {
          decodeURIComponent(request.query.local_alias ?? '');
          return legal.question(request);
        },
      },
      'a hostile query (local_alias), and breaks on none: a broken escape',
    ],
    [
      'breaks without its query',
      { question: breakOn(({ query }) => query.local_alias === undefined) },
      'a request without anything',
    ],
    [
      'gives an alias that is no text',
      { question: ({ query }) => ({ alias: query.local_alias }) as { alias: string } },
      'a request without anything',
    ],
    [
      'splits its headers',
      { answer: (decision) => ({ status: 200, headers: { 'x-a': 'a\r\nb: c' }, body: textOf(decision) }) },
      'has words for each decision',
    ],
  ])('rejects an adapter that %s', (_, changes, title) => {
    expect(failing(changes)).toContain(title);
  });
});
