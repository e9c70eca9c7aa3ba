import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../errors/vmrkit-error.ts';
import { defaultIcon } from './default-icon.ts';
import { faultsOf, parse, recordWith } from './record.fixture.ts';

const many = (count: number, make: (index: number) => unknown) =>
  Array.from({ length: count }, (_, at) => make(at));
const png = (width: number, height: number) => {
  const bytes = Uint8Array.from(atob(defaultIcon), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  return btoa(String.fromCharCode(...bytes));
};

describe('an icon is refused with the reason', () => {
  const damaged = `${defaultIcon.slice(0, 120)}AAAA${defaultIcon.slice(124)}`;
  test.each([
    ['a JPEG', btoa('\xff\xd8\xff\xe0JFIF'), 'This is a JPEG; a PNG is needed.'],
    ['a JPEG of 10 MB', btoa(`\xff\xd8\xff${'x'.repeat(1e7)}`), 'Must be at most 350000 characters long.'],
    ['a GIF', btoa('GIF89a'), 'This is a GIF; a PNG is needed.'],
    ['an SVG', btoa('<svg xmlns="x"/>'), 'This is an SVG or another text; a PNG is needed.'],
    ['no base64', 'not base64!', 'Not a file in base64.'],
    ['a damaged PNG', damaged, 'Not a whole PNG file.'],
    ['half a PNG', defaultIcon.slice(0, 120), 'Not a whole PNG file.'],
    ['a PNG with a tail', btoa(`${atob(defaultIcon)}x`), 'Not a whole PNG file.'],
    [
      'a bomb',
      png(50_000, 50_000),
      'This PNG has 50000 x 50000 pixels; it must be square, 80 to 512 pixels wide.',
    ],
  ])('%s', (_, icon, message) => {
    try {
      parse(recordWith('add_in.icon', icon));
    } catch (error) {
      if (!InvalidInputError.is(error)) throw error;
      expect(error.issues).toMatchObject([{ path: ['add_in', 'icon'], message }]);
    }
    expect.assertions(1);
  });
});

describe('limits, both sides', () => {
  const text = (length: number) => 'x'.repeat(length);
  const url = (length: number) => 'https://vmr.example/'.padEnd(length, 'x');
  test.each<readonly [path: string, good: unknown, bad: unknown, fault: string]>([
    ['general.name', 'x', '', 'too_small'],
    ['general.name', text(250), text(251), 'too_big'],
    ['general.name', 'A & B', 'A\nB', 'invalid_value'],
    ['general.description', text(1000), text(1001), 'too_big'],
    ['tenant_id', 'acme-1', 'Acme', 'invalid_value'],
    ['id', '5d1fbd1c-6a0f-4c27-9f2c-4a6a1d7a2b11', '5d1fbd1c-6a0f-1c27-9f2c-4a6a1d7a2b11', 'invalid_value'],
    ['single_use.scheduled_alias_prefix', '5', '', 'invalid_value'],
    ['single_use.scheduled_alias_prefix', '12345678', '123456789', 'invalid_value'],
    ['single_use.scheduled_alias_prefix', 'meet.', 'me et', 'invalid_value'],
    ['single_use.scheduled_alias_suffix_length', 3, 2, 'too_small'],
    ['single_use.scheduled_alias_suffix_length', 15, 16, 'too_big'],
    ['single_use.scheduled_alias_suffix_length', 6, 6.5, 'wrong_type'],
    ['single_use.scheduled_alias_domain', 'vc.example.com', 'vc_example.com', 'invalid_value'],
    ['single_use.join_before_buffer', 0, -1, 'too_small'],
    ['single_use.join_before_buffer', 180, 181, 'too_big'],
    ['single_use.join_after_buffer', 0, -1, 'too_small'],
    ['single_use.join_after_buffer', 180, 181, 'too_big'],
    ['single_use.theme', null, '', 'too_small'],
    ['single_use.theme', text(250), text(251), 'too_big'],
    ['single_use.pins.length', 4, 3, 'too_small'],
    ['single_use.pins.length', 20, 21, 'too_big'],
    ['single_use.retention_hours', 0, -1, 'too_small'],
    ['single_use.retention_hours', 8760, 8761, 'too_big'],
    ['single_use.reservation_lapse_days', 1, 0, 'too_small'],
    ['single_use.reservation_lapse_days', 730, 731, 'too_big'],
    ['single_use.join_url_template', 'https://meet.example.com/{{alias}}', '{{alias}}', 'invalid_value'],
    ['single_use.join_url_template', null, 'http://meet.example.com/', 'invalid_value'],
    ['single_use.join_url_template', url(12_288), url(12_289), 'too_big'],
    ['single_use.scheduled_alias_description_template', '', text(12_289), 'too_big'],
    ['single_use.accepted_senders', { domains: ['a.example'] }, { domains: ['@a.example'] }, 'invalid_value'],
    ['single_use.conference_name_template', text(12_288), text(12_289), 'too_big'],
    ['mailbox.provider', 'ews', 'EWS', 'unknown_provider'],
    ['mailbox.mailboxes.0.email', 'vmr@exämple.com', 'vmr', 'invalid_value'],
    ['mailbox.mailboxes.0.state', 'active', 'resting', 'invalid_value'],
    ['add_in.server_fqdn', 'vmr.example.com', 'https://vmr.example.com', 'invalid_value'],
    ['add_in.server_fqdn', 'localhost:8443', 'localhost:0', 'invalid_value'],
    ['add_in.server_fqdn', 'localhost:65535', 'localhost:65536', 'invalid_value'],
    ['add_in.server_fqdn', `${text(63)}.example`, `${text(64)}.example`, 'invalid_value'],
    ['add_in.provider_name', text(125), text(126), 'too_big'],
    ['add_in.display_name', text(125), text(126), 'too_big'],
    ['add_in.description', text(250), text(251), 'too_big'],
    ['add_in.description', 'x', '', 'too_small'],
    ['add_in.group_label', text(125), text(126), 'too_big'],
    ['add_in.button_label', text(125), text(126), 'too_big'],
    ['add_in.button_label', 'R & D < 3', '<b>R</b>', 'invalid_value'],
    ['add_in.supertip_title', text(125), text(126), 'too_big'],
    ['add_in.supertip_text', text(250), text(251), 'too_big'],
    ['add_in.pane.unable_to_add_joining_instructions_message', text(250), text(251), 'too_big'],
    ['add_in.pane.success_message', text(12_288), text(12_289), 'too_big'],
    ['add_in.pane.success_message', '<p>Good', '<b>Good</b', 'markup'],
    ['add_in.pane.sign_in_button_label', text(250), text(251), 'too_big'],
    ['add_in.icon', png(80, 80), png(79, 79), 'icon'],
    ['add_in.icon', png(512, 512), png(513, 513), 'icon'],
    ['add_in.icon', png(80, 80), png(80, 81), 'icon'],
    ['add_in.manifest.permission_level', 'read_write_mailbox', 'restricted', 'invalid_value'],
    ['add_in.owa_origins', ['https://owa.example.com'], ['https://owa.example.com/owa'], 'url'],
    ['add_in.owa_origins', ['https://owa.example.com:444/'], ['http://owa.example.com'], 'url'],
    ['email_texts.placeholder_text', text(65_536), text(65_537), 'too_big'],
    ['email_texts.placeholder_text', '<p>a<br>', '<p>a<!-- br>', 'markup'],
    ['advanced.office_js_url', `https://e.com/${text(2034)}`, `https://e.com/${text(2035)}`, 'too_big'],
    ['advanced.office_js_url', 'https://e.com/office.js', 'https://u:p@e.com/office.js', 'url'],
  ])('%s', (path, good, bad, fault) => {
    expect(faultsOf(recordWith(path, good))).toEqual([]);
    const faults = faultsOf(recordWith(path, bad));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${path}(\\.default|\\.domains\\.0|\\.0)?: ${fault}$`));
  });

  test('a pool of mailboxes holds at most 100', () => {
    const boxes = (count: number) => many(count, (at) => ({ name: 'V', email: `v${at}@example.com` }));
    expect(faultsOf(recordWith('mailbox.mailboxes', boxes(100)))).toEqual([]);
    expect(faultsOf(recordWith('mailbox.mailboxes', boxes(101)))).toEqual(['mailbox.mailboxes: too_big']);
  });
});
