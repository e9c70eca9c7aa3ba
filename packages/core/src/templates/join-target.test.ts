import { expect, test } from 'vitest';
import { joinTarget } from './join-target.ts';

const sample = 'https://meet.example.com/alias';

test.each([
  ['https://meet.example.com/55@vc.example.com', sample],
  ['http://127.0.0.1:8080/55', 'http://127.0.0.1:8080/alias'],
  ['sip:55@vc.example.com', 'sip:alias'],
  ['tel:+4755', 'tel:+47'],
])('%s may be opened', (rendered, other) => {
  expect(joinTarget(` ${rendered}\n`, other)).toBe(rendered);
});

test.each([
  ['meet-app://join/55', ['meet-app'], true],
  ['meet-app://join/55', ['other'], false],
  ['javascript:alert(1)', ['javascript'], false],
  ['vbscript:x', ['vbscript'], false],
  ['data:text/html,x', ['data'], false],
  ['file:///etc/passwd', ['file'], false],
  ['JavaScript:alert(1)', ['JavaScript', 'javascript'], false],
] as const)('%s, where the operator listed %j, may be opened: %s', (url, listed, may) => {
  expect(joinTarget(url, url, { listed })).toBe(may ? url : null);
});

test.each([
  ['', ''],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['data:text/html,x', 'data:text/html,x'],
  ['file:///etc/passwd', 'file:///etc/passwd'],
  ['http://meet.example.com/55', 'http://meet.example.com/alias'],
  ['//meet.example.com/55', '//meet.example.com/alias'],
  ['https://evil.example/', sample],
  ['https://meet.example.com:8443/55', sample],
  ['https://55@meet.example.com/', sample],
  ['sip:55', sample],
])('%s may not', (rendered, other) => {
  expect(joinTarget(rendered, other)).toBeNull();
});
