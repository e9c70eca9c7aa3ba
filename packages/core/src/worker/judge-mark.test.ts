import { expect, test } from 'vitest';
import { instant } from '../time/instant.ts';
import { judgeMark } from './judge-mark.ts';

const mark = (deploymentId: string, counter?: number, replaced?: readonly string[]) => ({
  deploymentId,
  integrationId: 'i',
  writtenAt: instant(0),
  ...(counter === undefined ? {} : { renewal: { counter, everyMs: 1, drawn: 0 } }),
  ...(replaced === undefined ? {} : { replaced }),
});

test.each([
  ['no mark', null, { markCounter: 3 }, 'none'],
  ['our own, of a version without a counter', mark('us'), null, 'ours'],
  ['our own, as the store has it', mark('us', 3), { markCounter: 3 }, 'ours'],
  ['our own, the store a step ahead after a stop', mark('us', 3), { markCounter: 4 }, 'ours'],
  ['our own, beyond what the store knows', mark('us', 4), { markCounter: 3 }, 'ahead'],
  ['our own, the store knowing no counter', mark('us', 1), {}, 'ahead'],
  ['another one’s', mark('them', 9), { markCounter: 3 }, 'foreign'],
  ['another one’s that replaced us', mark('them', 1, ['old', 'us']), { markCounter: 3 }, 'replaced'],
  ['another one’s that replaced a third', mark('them', 1, ['old']), {}, 'foreign'],
  ['that of one we replaced', mark('them', 9), { replaced: ['them'] }, 'outlived'],
  [
    'that of one that replaced us after we replaced it',
    mark('them', 9, ['us']),
    { replaced: ['them'] },
    'replaced',
  ],
])('%s', (_, standing, record, verdict) => {
  expect(judgeMark(standing, 'us', record)).toBe(verdict);
});
