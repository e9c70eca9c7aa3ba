import { expect, it } from 'vitest';
import { toCamelCase, toSnakeCase } from '../integration/record-case.ts';
import { edgeSnapshotSchema, edgeTextFor } from './edge-snapshot.ts';

const pane = {
  single_use: true,
  personal: false,
  owa_origins: [],
  office_js_url: null,
  style_urls: [],
  script_urls: [],
  debug_log: false,
  join_before_minutes: 30,
  join_after_minutes: 60,
  exchange_tokens: true,
  entra: null,
  new_appointment: 'off',
  rooms_without_tag: false,
};
const json = {
  taken_at: 5,
  token_public_key: 'key',
  bearer_keys: [{ id: 'k', public_key: 'p' }],
  integrations: [
    {
      tenant_id: 't',
      integration_id: 'i',
      name: 'Sales',
      placeholder: { default: 'Soon', 'pt-br': 'Já' },
      pane_texts: { general_error_heading: { default: 'Oops' } },
      pane,
      icon: 'aWNvbg==',
      mailboxes: [{ name: 'VMR', email: 'vmr@example.com' }],
    },
  ],
};

it('an edge reads what a newer manager says, and ignores what it does not know', () => {
  const [integration] = json.integrations;
  const mailboxes = [{ ...integration?.mailboxes[0], icon: 'x' }];
  const newer = {
    ...json,
    version: 7,
    colours: [],
    integrations: [{ ...integration, mailboxes, kind: 'y' }],
  };
  expect(edgeSnapshotSchema.parse(newer)).toEqual({ ...json, version: 7 });
});

it('a snapshot without a version, from a manager that told nothing of pane and icon, is of the first one', () => {
  const integrations = json.integrations.map(({ pane: _, icon: __, ...earlier }) => earlier);
  const read = json.integrations.map((each) => ({ ...each, icon: null }));
  expect(edgeSnapshotSchema.parse({ ...json, integrations })).toEqual({
    ...json,
    version: 1,
    integrations: read,
  });
});

it('refuses a time that is none', () => {
  expect(edgeSnapshotSchema.safeParse({ ...json, taken_at: 8.7e15 }).success).toBe(false);
});

it('names of texts and languages are data and survive the way to code and back', () => {
  const snapshot = toCamelCase(edgeSnapshotSchema.parse(json));
  expect(snapshot.integrations[0]?.paneTexts.general_error_heading).toEqual({ default: 'Oops' });
  expect(toSnakeCase(snapshot)).toEqual({ ...json, version: 1 });
  expect(edgeTextFor(snapshot.integrations[0]?.placeholder ?? {}, 'pt-BR')).toBe('Já');
});
