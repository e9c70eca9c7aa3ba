import { describe, expect, it } from 'vitest';
import { instant } from '../time/instant.ts';
import { issuedAfter, type ManifestIssues, manifestVersion } from './manifest-issues.ts';

const now = instant(Date.UTC(2026, 10, 1, 12));
const serialAtNow = now / 1_000;

describe('issuedAfter', () => {
  it('gives the first one a serial of the time', () => {
    expect(issuedAfter({}, { flavour: 'on-premises', contentHash: 'a', now })).toEqual({
      'on-premises': { contentHash: 'a', serial: serialAtNow },
    });
  });

  it('changes nothing while the content is the same, however late it is', () => {
    const issued: ManifestIssues = { 'on-premises': { contentHash: 'a', serial: 7 } };
    expect(issuedAfter(issued, { flavour: 'on-premises', contentHash: 'a', now })).toBe(issued);
  });

  it.each([
    ['later', serialAtNow - 5, serialAtNow],
    ['in the same second', serialAtNow, serialAtNow + 1],
    ['after the clock went back', serialAtNow + 900, serialAtNow + 901],
  ])('raises the serial with the content, %s', (_, last, next) => {
    const issued: ManifestIssues = { 'on-premises': { contentHash: 'a', serial: last } };
    const after = issuedAfter(issued, { flavour: 'on-premises', contentHash: 'b', now });
    expect(after['on-premises']).toEqual({ contentHash: 'b', serial: next });
  });

  it('gives no serial to two contents, be they of two flavours', () => {
    const issued: ManifestIssues = { 'on-premises': { contentHash: 'a', serial: serialAtNow + 3 } };
    const after = issuedAfter(issued, { flavour: 'microsoft-365', contentHash: 'b', now });
    expect(after).toEqual({ ...issued, 'microsoft-365': { contentHash: 'b', serial: serialAtNow + 4 } });
  });

  it('raises it also for a content that was issued before, since clients have a later one', () => {
    const issued: ManifestIssues = { 'on-premises': { contentHash: 'b', serial: serialAtNow } };
    const after = issuedAfter(issued, { flavour: 'on-premises', contentHash: 'a', now });
    expect(after['on-premises']?.serial).toBe(serialAtNow + 1);
  });
});

it('a version has three parts of at most five digits and rises with the serial', () => {
  expect(manifestVersion(serialAtNow)).toBe('1.20758.43200');
  expect(manifestVersion(20_758 * 86_400 + 86_399)).toBe('1.20758.86399');
  expect(manifestVersion(20_759 * 86_400)).toBe('1.20759.0');
});
