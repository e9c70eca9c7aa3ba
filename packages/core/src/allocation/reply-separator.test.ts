import { describe, expect, it } from 'vitest';
import { classifyLine } from './reply-separator.ts';

describe('a line that separates a reply from the quoted message', () => {
  it.each([
    ['From: A', 'from'],
    ['FROM : A', 'from'],
    ['*From:* A', 'from'],
    [' \u00a0From\u00a0: A', 'from'],
    ['差出人： A', 'from'],
    ['보낸 사람: A', 'from'],
    ['Sent: Monday', 'sent'],
    ['Enviado\u00a0el: lunes', 'sent'],
    ['Date: 12:30', 'sent'],
    ['-----Original Message-----', 'separator'],
    ['--original message', 'separator'],
    [' --Original Message', 'separator'],
    ['__Original Message', 'separator'],
    ['-----原始邮件-----', 'separator'],
    ['____ Forwarded message ____', 'separator'],
    ['- -- Original Message', null],
    ["----- Message d'origine -----", 'separator'],
    ['----- Message d’origine -----', 'separator'],
    ['*-----* Original Message', 'separator'],
    ['-Original Message-', null],
    ['Original Message', null],
    ['-----Original Message-----: x', null],
    ['--From: A', null],
    ['-----', null],
    ['--', null],
    ['From', null],
    ['From!', null],
    ['Sent.', null],
    [': A', null],
    ['Subject: From: A', null],
    ['', null],
  ] as const)('%j is %s', (line, kind) => {
    expect(classifyLine(line)).toBe(kind);
  });
});
