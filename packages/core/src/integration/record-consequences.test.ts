import { describe, expect, test } from 'vitest';
import { parse, plugins, withAll } from './record.fixture.ts';
import { recordConsequences } from './record-consequences.ts';

/** White, 80 x 80. */
const otherIcon =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAFElEQVR42mP4DwcMo8xR5iiTtkwA9KcdDlRXsv0AAAAASUVORK5CYII=';

const oauth = {
  'mailbox.settings.enable_oauth': true,
  'mailbox.settings.oauth_client_id': 'c1',
  'mailbox.settings.oauth_token_endpoint': 'https://login.example.com/token',
};
const none = { newManifest: [], serviceAccountSignIn: [], voidedSecrets: [], operatorOnly: [] };
type Values = Readonly<Record<string, unknown>>;
const setting = (name: string) => `mailbox.settings.${name}`;

describe('recordConsequences', () => {
  test.each<readonly [string, Values, Values, object]>([
    ['nothing', {}, {}, {}],
    ['a buffer', {}, { 'single_use.join_before_buffer': 5 }, {}],
    ['a text of the pane', {}, { 'add_in.pane.title': 'T' }, {}],
    ['the server name', {}, { 'add_in.server_fqdn': 'b.example' }, { newManifest: ['add_in.server_fqdn'] }],
    [
      'the provider name',
      {},
      { 'add_in.provider_name': 'P' },
      { newManifest: ['add_in.provider_name.default'] },
    ],
    [
      'the provider name in a language, which no manifest has',
      {},
      { 'add_in.provider_name': { by_language: { de: 'P' } } },
      {},
    ],
    ['the display name', {}, { 'add_in.display_name': 'P' }, { newManifest: ['add_in.display_name'] }],
    ['the description', {}, { 'add_in.description': 'P' }, { newManifest: ['add_in.description'] }],
    ['the group label', {}, { 'add_in.group_label': 'P' }, { newManifest: ['add_in.group_label'] }],
    ['the button label', {}, { 'add_in.button_label': 'P' }, { newManifest: ['add_in.button_label'] }],
    ['the supertip title', {}, { 'add_in.supertip_title': 'P' }, { newManifest: ['add_in.supertip_title'] }],
    ['the supertip text', {}, { 'add_in.supertip_text': 'P' }, { newManifest: ['add_in.supertip_text'] }],
    [
      'a label in a language',
      {},
      { 'add_in.button_label': { by_language: { de: 'P' } } },
      { newManifest: ['add_in.button_label'] },
    ],
    ['the icon', {}, { 'add_in.icon': otherIcon }, { newManifest: ['add_in.icon'] }],
    [
      'the permission level',
      {},
      { 'add_in.manifest': { permission_level: 'read_write_mailbox' } },
      { newManifest: ['add_in.manifest.permission_level'] },
    ],
    ['a part', {}, { 'add_in.manifest': { mobile: true } }, { newManifest: ['add_in.manifest.mobile'] }],
    ['a flavour', {}, { 'add_in.manifest': { cloud: false } }, { newManifest: ['add_in.manifest.cloud'] }],
    [
      'new appointments',
      {},
      { 'add_in.manifest': { new_appointment: 'offer' } },
      { newManifest: ['add_in.manifest.new_appointment'] },
    ],
    [
      'what is done in new appointments, which the manifest does not tell',
      { 'add_in.manifest': { new_appointment: 'offer' } },
      { 'add_in.manifest': { new_appointment: 'add' } },
      {},
    ],
    [
      'OAuth switched on',
      {},
      { [setting('enable_oauth')]: true },
      { serviceAccountSignIn: [setting('enable_oauth')] },
    ],
    ['OAuth switched off', oauth, { ...oauth, [setting('enable_oauth')]: false }, {}],
    [
      'the user name under OAuth',
      oauth,
      { ...oauth, [setting('service_account_username')]: 'x' },
      { serviceAccountSignIn: [setting('service_account_username')] },
    ],
    [
      'the client id under OAuth',
      oauth,
      { ...oauth, [setting('oauth_client_id')]: 'c2' },
      { serviceAccountSignIn: [setting('oauth_client_id')] },
    ],
    [
      'the token endpoint under OAuth',
      oauth,
      { ...oauth, [setting('oauth_token_endpoint')]: 'https://l.example/' },
      { serviceAccountSignIn: [setting('oauth_token_endpoint')] },
    ],
    ['the user name without OAuth', {}, { [setting('service_account_username')]: 'x' }, {}],
    [
      'the EWS URL',
      {},
      { [setting('ews_url')]: 'https://x.example/' },
      { voidedSecrets: [setting('service_account_password')] },
    ],
    [
      'a script source',
      {},
      { 'advanced.additional_addin_script_sources': 'https://x.example/a.js' },
      { operatorOnly: ['advanced.additional_addin_script_sources'] },
    ],
  ])('%s', (_, before, after, expected) => {
    expect(recordConsequences(parse(withAll(before)), parse(withAll(after)), { plugins })).toEqual({
      ...none,
      ...expected,
    });
  });

  test('a new record needs its first manifest and, under OAuth, a sign-in', () => {
    const consequences = recordConsequences(null, parse(withAll(oauth)), { plugins });
    expect(consequences.newManifest).toContain('add_in.server_fqdn');
    expect(consequences.serviceAccountSignIn).toContain(setting('enable_oauth'));
    expect(consequences).toMatchObject({ voidedSecrets: [], operatorOnly: [] });
  });

  test("a new record with custom sources is the operator's", () => {
    const custom = { 'advanced.office_js_url': 'https://x.example/office.js' };
    expect(recordConsequences(null, parse(withAll(custom)), { plugins }).operatorOnly).toEqual([
      'advanced.office_js_url',
    ]);
  });
});
