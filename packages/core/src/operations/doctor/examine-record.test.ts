import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { openStore } from '../../collections/store.ts';
import { type InputIssue, InvalidInputError } from '../../errors/vmrkit-error.ts';
import type { IntegrationRecord } from '../../integration/integration-record.ts';
import { minimalRecord, PatternEngine, parse } from '../../integration/record.fixture.ts';
import type { TemplateEngine } from '../../templates/template-engine.ts';
import { examineRecord } from './examine-record.ts';

const sound = parse(minimalRecord());
const OTHER = '22222222-2222-4222-8222-222222222222';

const engine = new PatternEngine();
/** Compiles every text, and renders none. */
const failing: TemplateEngine = {
  compile: (...args) => ({
    ...engine.compile(...args),
    render: () => {
      throw new InvalidInputError('It divides by zero.', { code: 'ERR_TEMPLATE_RENDER' });
    },
  }),
};

/** The record with this address as its first mailbox's. */
function reading(email: string, changes: Partial<IntegrationRecord> = {}): IntegrationRecord {
  const { mailbox } = sound;
  const [first] = mailbox?.mailboxes ?? [];
  if (!mailbox || !first) throw new TypeError('The record names a mailbox.');
  return { ...sound, mailbox: { ...mailbox, mailboxes: [{ ...first, email }] }, ...changes };
}

interface Broken {
  readonly record?: IntegrationRecord;
  readonly issues?: readonly InputIssue[];
  readonly others?: readonly IntegrationRecord[];
  readonly brokenTexts?: boolean;
}

async function problems({ record = sound, issues = [], others = [], brokenTexts = false }: Broken) {
  const store = openStore(createWeakMemoryDatabase().connect());
  const examinations = examineRecord({
    record,
    issues,
    all: [record, ...others],
    engine: brokenTexts ? failing : engine,
    alarms: { standing: async () => [] },
    space: { store, clock: new FakeClock() } as never,
    rooms: store.rooms,
  });
  const found = await Promise.all(
    examinations.map(async ({ id, run }) => ({ id, ...(await run(new AbortController().signal)) })),
  );
  return found.filter(({ kind }) => kind !== 'ok').map(({ id, evidence }) => `${id}: ${evidence}`);
}

const other = (email: string) =>
  reading(email, { id: OTHER, general: { ...sound.general, name: 'elsewhere' } });

test.each<[string, Broken, readonly RegExp[]]>([
  ['nothing is wrong', {}, []],
  [
    'rules became stricter',
    { issues: [{ path: ['add_in', 'server_fqdn'], code: 'x', message: 'No name.' }] },
    [/^record: add_in\.server_fqdn: No name\.$/],
  ],
  ['it is disabled', { record: { ...sound, general: { ...sound.general, enabled: false } } }, [/^enabled: /]],
  ['a text cannot be rendered', { brokenTexts: true }, [/^templates: .*_template/]],
  [
    'another integration reads its mailbox under another spelling',
    { record: reading('VMR@corp.example'), others: [other('vmr@Corp.Example')] },
    [/^mailbox-twice: vmr@corp\.example is also in elsewhere$/],
  ],
  ['others read other mailboxes', { others: [other('other@corp.example')] }, []],
  [
    'Outlook drops the address of the mailbox',
    { record: reading("o'brien@corp.example") },
    [/^mailbox-address: .*o'brien@corp\.example/],
  ],
])('where %s, the doctor says so', async (_, broken, expected) => {
  expect(await problems(broken)).toEqual(expected.map((text) => expect.stringMatching(text)));
});
