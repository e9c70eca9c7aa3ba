import { describe, expect, it } from 'vitest';
import { exchangeIdentitySettingsSchema } from './exchange-identity-verifier-plugin.ts';

const urlsOf = (metadata_urls: unknown) => {
  const parsed = exchangeIdentitySettingsSchema.safeParse({ metadata_urls });
  return parsed.success ? parsed.data.metadata_urls : null;
};
const many = (length: number) => Array.from({ length }, (_, at) => `m${at}.example`);

describe('the settings of Exchange identity tokens', () => {
  it('takes a bare host name for the metadata document at its usual place, also one a line', () => {
    const usual = 'https://mail.example.com/autodiscover/metadata/json/1';
    const other = 'https://m.example.com/keys';
    expect(urlsOf([' Mail.example.com', other])).toEqual([usual, other]);
    expect(urlsOf(`mail.example.com\r\n\r\n${other}\n`)).toEqual([usual, other]);
    expect(urlsOf(urlsOf(['mail.example.com']))).toEqual([usual]);
    expect(urlsOf(many(100))).toHaveLength(100);
  });

  it.each([
    ['none', []],
    ['nothing', undefined],
    ['too many', many(101)],
    ['http', ['http://m.example.com/x']],
    ['no host', ['m example']],
  ])('refuses %s', (_, urls) => {
    expect(urlsOf(urls)).toBeNull();
  });
});
