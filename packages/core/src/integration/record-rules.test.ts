import { describe, expect, test } from 'vitest';
import { faultsOf, parse, recordWith, withAll } from './record.fixture.ts';

describe('what the switches require', () => {
  const off = { 'general.enable_single_use_vmrs': false };
  const personal = { 'general.enable_personal_vmrs': true };
  const custom = { 'advanced.use_custom_addin_sources': true };
  test.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['no mailbox', { mailbox: undefined }, ['mailbox: required']],
    ['no mailbox, switched off', { ...off, mailbox: undefined }, []],
    [
      'no prefix',
      { 'single_use.scheduled_alias_prefix': undefined },
      ['single_use.scheduled_alias_prefix: required'],
    ],
    ['no prefix, off', { ...off, 'single_use.scheduled_alias_prefix': undefined }, []],
    [
      'no domain',
      { 'single_use.scheduled_alias_domain': null },
      ['single_use.scheduled_alias_domain: required'],
    ],
    [
      'a bad prefix, off',
      { ...off, 'single_use.scheduled_alias_prefix': '123456789' },
      ['single_use.scheduled_alias_prefix: invalid_value'],
    ],
    ['no equipment mailbox', { 'mailbox.mailboxes': [] }, ['mailbox.mailboxes: required']],
    ['no equipment mailbox, off', { ...off, 'mailbox.mailboxes': [] }, []],
    ['draining mailboxes only', { 'mailbox.mailboxes.0.state': 'draining' }, ['mailbox.mailboxes: required']],
    [
      'no setting',
      { 'mailbox.settings': {} },
      ['mailbox.settings.ews_url: required', 'mailbox.settings.service_account_username: required'],
    ],
    ['no setting, off', { ...off, 'mailbox.settings': {} }, []],
    [
      'a bad setting, off',
      { ...off, 'mailbox.settings': { ews_url: 'x' } },
      ['mailbox.settings.ews_url: url'],
    ],
    ['an unknown provider', { 'mailbox.provider': 'imap' }, ['mailbox.provider: unknown_provider']],
    [
      'a provider called constructor',
      { 'mailbox.provider': 'constructor' },
      ['mailbox.provider: unknown_provider'],
    ],
    ['an unknown setting', { 'mailbox.settings.x': 1 }, ['mailbox.settings.x: unknown_field']],
    [
      'organizer access',
      { organizer_access: [{ provider: 'graph', settings: { directory: 'd' } }] },
      ['organizer_access.0.settings.client_secret: required'],
    ],
    ['personal without sign-in', personal, ['sign_in: required']],
    [
      'personal with half a sign-in',
      { ...personal, sign_in: { provider: 'adfs' } },
      ['sign_in.settings.user_oauth_token_uri: required'],
    ],
    ['half a sign-in, off', { sign_in: { provider: 'adfs' } }, []],
    ['half a source of rooms, off', { room_source: { provider: 'bridge' } }, []],
    [
      'an unknown source of rooms',
      { room_source: { provider: 'nowhere' } },
      ['room_source.provider: unknown_provider'],
    ],
    [
      'half a source of rooms',
      { 'general.enable_personal_vmrs': true, sign_in: null, room_source: { provider: 'bridge' } },
      [
        'room_source.settings.bridge_password: required',
        'room_source.settings.bridge_url: required',
        'sign_in: required',
      ],
    ],
    [
      'custom sources',
      custom,
      [
        'advanced.fabric_components_css_url: required',
        'advanced.fabric_css_url: required',
        'advanced.office_js_url: required',
      ],
    ],
    ['nobody to verify', { callers: undefined }, ['callers: required']],
    ['nobody to verify, all off', { ...off, callers: [] }, []],
    ['another proof', { callers: [{ provider: 'card' }] }, []],
    [
      'half a proof, off',
      { ...off, 'callers.0.settings': {} },
      ['callers.0.settings.metadata_urls: required'],
    ],
    ['an unknown proof', { callers: [{ provider: 'entra' }] }, ['callers.0.provider: unknown_provider']],
    [
      'one proof twice',
      { callers: [{ provider: 'card' }, { provider: 'card' }] },
      ['callers.1.provider: duplicate'],
    ],
    [
      'guests without a host PIN',
      { 'single_use.pins': { allow_guests: true } },
      ['single_use.pins.allow_guests: conflict'],
    ],
    [
      'a guest PIN without guests',
      { 'single_use.pins': { host_pin: true, guest_pin: true } },
      ['single_use.pins.guest_pin: conflict'],
    ],
    ['all PINs', { 'single_use.pins': { host_pin: true, allow_guests: true, guest_pin: true } }, []],
    [
      'two places for join links',
      {
        'single_use.join_url_template': 'https://meet.example.com/{{alias}}',
        'single_use.join_platform': 'bbb',
      },
      ['single_use.join_platform: conflict'],
    ],
    ['a platform for join links', { 'single_use.join_platform': 'bbb' }, []],
    [
      'no manifest at all',
      { 'add_in.manifest': { on_premises: false, cloud: false } },
      ['add_in.manifest: conflict'],
    ],
    ['no server name', { add_in: undefined }, ['add_in.server_fqdn: required']],
    ['no name', { general: undefined }, ['general.name: required']],
    [
      'a mailbox twice',
      { 'mailbox.mailboxes.1': { name: 'V', email: 'VMR@example.com' } },
      ['mailbox.mailboxes.1.email: duplicate'],
    ],
    [
      'an unknown language',
      { 'add_in.pane.title': { default: 'T', by_language: { 'de-CH': 'a', '??': 'b' } } },
      ['add_in.pane.title.by_language.??: invalid_key'],
    ],
  ])('%s', (_, values, expected) => {
    expect(faultsOf(withAll(values))).toEqual(expected);
  });

  test('a domain may be served by one organizer access only', () => {
    const entry = { provider: 'graph', settings: { directory: 'd', client_secret: 's' } };
    const list = [
      { ...entry, domains: ['a.example', 'b.example'] },
      { ...entry, domains: ['B.example'] },
    ];
    expect(faultsOf(recordWith('organizer_access', list))).toEqual([
      'organizer_access.1.domains.0: duplicate',
    ]);
  });
});

describe('addresses', () => {
  const loopback = {
    'mailbox.settings.ews_url': 'http://localhost:8080/EWS',
    'add_in.owa_origins': ['http://127.0.0.1:9'],
    'callers.0.settings.metadata_urls': ['http://127.0.0.1:8/'],
  };
  test('http of this machine is taken only where the deployment says so', () => {
    expect(faultsOf(withAll(loopback), { deployment: { allowHttpLoopback: true } })).toEqual([]);
    expect(faultsOf(withAll(loopback))).toEqual([
      'add_in.owa_origins.0: url',
      'callers.0.settings.metadata_urls.0: url',
      'mailbox.settings.ews_url: url',
    ]);
  });

  test('script sources, one a line, are judged line by line', () => {
    const sources = 'https://cdn.example.com/a.js\r\n\r\nhttp://localhost/b.js';
    const path = 'advanced.additional_addin_script_sources';
    expect(faultsOf(recordWith(path, sources))).toEqual([`${path}: url`]);
    const allowed = parse(recordWith(path, sources), { deployment: { allowHttpLoopback: true } });
    expect(allowed.advanced.additionalAddinScriptSources).toEqual([
      'https://cdn.example.com/a.js',
      'http://localhost/b.js',
    ]);
  });
});
