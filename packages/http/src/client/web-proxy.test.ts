import { expect, test } from 'vitest';
import { passesBy } from './web-proxy.ts';

const noProxy = ['mail.corp.example', '.Inside.example', '10.20.0.0/16', '192.0.2.7', 'fd00::/8'];

test.each([
  ['https://mail.corp.example/', true],
  ['https://MAIL.corp.example.:444/', true],
  ['https://mail.corp.example.evil.example/', false],
  ['https://sub.mail.corp.example/', false],
  ['https://a.inside.example/', true],
  ['https://inside.example/', false],
  ['https://notinside.example/', false],
  ['https://10.20.3.4/', true],
  ['https://10.21.3.4/', false],
  ['https://192.0.2.7/', true],
  ['https://192.0.2.70/', false],
  ['https://[fd00::1]/', true],
  ['https://127.0.0.1/', true],
  ['https://[::1]/', true],
  ['https://localhost/', true],
  ['https://graph.microsoft.com/', false],
])('%s passes the proxy by: %s', (url, expected) => {
  expect(passesBy(noProxy, new URL(url))).toBe(expected);
});
