import { expect, test } from 'vitest';
import type { RecordForm } from '../api/admin-types.ts';
import { editorSections, firstSection } from './editor-sections.ts';

const field = (path: string): RecordForm['groups'][number]['fields'][number] => ({
  path,
  title: path,
  help: '',
  type: 'text',
  flat_name: null,
  placeholder: null,
  choices: null,
  minimum: null,
  maximum: null,
  output: null,
  variables: [],
  needs_manifest: false,
  operator_only: false,
});
const form: RecordForm = {
  groups: [
    { name: 'advanced', title: 'Advanced', fields: [field('advanced.debug')] },
    { name: 'general', title: 'General', fields: [field('tenant_id'), field('general.name')] },
    {
      name: 'mailbox',
      title: 'Mailbox',
      fields: [field('mailbox.provider'), field('mailbox.mailboxes[].name')],
    },
  ],
  plugins: [
    { kind: 'mailbox-provider', name: 'ews', title: 'EWS', documentation: '', fields: [field('ews_url')] },
    {
      kind: 'caller-verifier',
      name: 'exchange',
      title: 'Exchange',
      documentation: '',
      fields: [field('callers[].settings.metadata_urls')],
    },
  ],
};

test('a record’s plugins and mailboxes have their fields at their place', () => {
  const record = {
    mailbox: { provider: 'ews', settings: {}, mailboxes: [{ name: 'a' }, { name: 'b' }] },
    callers: [{ provider: 'exchange', settings: {} }],
  };
  const sections = editorSections(form, record);
  expect(sections.map(({ name }) => name)).toEqual([
    'general',
    'mailbox',
    'callers',
    'organizer_access',
    'sign_in',
    'advanced',
  ]);
  const paths = sections.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === 'field' ? [item.path] : [])),
  );
  expect(paths).toEqual([
    'general.name',
    'mailbox.settings.ews_url',
    ...[0, 1].flatMap((at) => ['name', 'email', 'state'].map((name) => `mailbox.mailboxes.${at}.${name}`)),
    'callers.0.settings.metadata_urls',
    'advanced.debug',
  ]);
});

test('the first form has what a record cannot do without, whatever it holds yet', () => {
  const { items } = firstSection(form, {});
  expect(items.map(({ kind, path }: { kind: string; path?: string }) => [kind, path])).toEqual([
    ['field', 'general.name'],
    ['provider', 'mailbox'],
    ['add', 'callers.0'],
  ]);
});
