import { parseInstant } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../soap/xml-tree.ts';
import { zoneRulesOf } from './zone-definition.ts';

const NS = 'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';
const parsed = (inside: string) => parseXml(`<t:StartTimeZone ${NS} Name="X">${inside}</t:StartTimeZone>`);
const rulesOf = (inside: string) => zoneRulesOf(parsed(inside));

const periods = (...all: readonly (readonly [id: string, bias: string])[]) =>
  `<t:Periods>${all.map(([id, bias]) => `<t:Period Bias="${bias}" Name="${id}" Id="${id}"/>`).join('')}</t:Periods>`;
const both = periods(['std', 'PT300M'], ['dst', 'PT4H']);
const to = (kind: string, id: string) => `<t:To Kind="${kind}">${id}</t:To>`;
const recurring = (id: string, day: string, { offset = 'PT2H', month = '3', kind = 'Day' } = {}) =>
  `<t:Recurring${kind}Transition>${to('Period', id)}<t:TimeOffset>${offset}</t:TimeOffset><t:Month>${month}</t:Month>${day}</t:Recurring${kind}Transition>`;
const nth = (day: string, count: string) =>
  `<t:DayOfWeek>${day}</t:DayOfWeek><t:Occurrence>${count}</t:Occurrence>`;
const group = (id: string, inside: string) => `<t:TransitionsGroup Id="${id}">${inside}</t:TransitionsGroup>`;
const groups = (...all: readonly string[]) => `<t:TransitionsGroups>${all.join('')}</t:TransitionsGroups>`;

describe('the rules inside a zone definition', () => {
  it('are its periods, yearly changes and eras', () => {
    const old = group(
      '0',
      recurring('std', nth('Sunday', '5'), { month: '10' }) + recurring('dst', nth('Monday', '1')),
    );
    const fresh = group(
      '1',
      recurring('dst', '<t:Day>30</t:Day>', { kind: 'Date', offset: 'PT23H59M59.999S' }),
    );
    const begin = `<t:AbsoluteDateTransition>${to('Group', '1')}<t:DateTime>2007-01-01T00:00:00</t:DateTime></t:AbsoluteDateTransition>`;
    const steps = `<t:Transitions>${begin}<t:Transition>${to('Group', '0')}</t:Transition></t:Transitions>`;
    expect(rulesOf(both + groups(old, fresh) + steps)).toEqual({
      eras: [
        {
          from: null,
          offsetMinutes: -300,
          changes: [
            { month: 3, day: { weekday: 1, nth: 1 }, minuteOfDay: 120, offsetMinutes: -240 },
            { month: 10, day: { weekday: 0, nth: -1 }, minuteOfDay: 120, offsetMinutes: -300 },
          ],
        },
        {
          from: parseInstant('2007-01-01T04:00:00Z'),
          offsetMinutes: -240,
          changes: [{ month: 3, day: 30, minuteOfDay: 1_440, offsetMinutes: -240 }],
        },
      ],
    });
  });

  it.each([
    ['one period alone', periods(['std', '-PT5H45M']), 345],
    [
      'one group without steps towards it',
      periods(['std', '-PT345M']) + groups(group('0', `<t:Transition>${to('Period', 'std')}</t:Transition>`)),
      345,
    ],
    ['UTC itself', periods(['std', 'PT0S']), 0],
  ])('%s is a fixed offset', (_, inside, offsetMinutes) => {
    expect(rulesOf(inside)).toEqual({ eras: [{ from: null, offsetMinutes, changes: [] }] });
  });

  it.each([
    ['nothing', ''],
    ['no period', '<t:Periods/>'],
    ['a bias that is none', periods(['std', 'an hour'])],
    ['a bias beyond the Earth', periods(['std', 'PT9000M'])],
    [
      'a group of unknown periods',
      both + groups(group('0', `<t:Transition>${to('Period', 'x')}</t:Transition>`)),
    ],
    [
      'no month of this name',
      both + groups(group('0', recurring('dst', nth('Sunday', '1'), { month: '13' }))),
    ],
    ['no such day', both + groups(group('0', recurring('dst', nth('Someday', '1'))))],
    ['no such week', both + groups(group('0', recurring('dst', nth('Sunday', '0'))))],
    ['no time of day', both + groups(group('0', recurring('dst', nth('Sunday', '1'), { offset: '2' })))],
  ])('make no sense with %s', (_, inside) => {
    expect(rulesOf(inside)).toBeNull();
  });

  it('are bounded, however many are written', () => {
    const many = Array.from({ length: 5_000 }, () => recurring('dst', nth('Sunday', '1'))).join('');
    const steps = Array.from(
      { length: 5_000 },
      () => `<t:Transition>${to('Group', '0')}</t:Transition>`,
    ).join('');
    const rules = rulesOf(`${both}${groups(group('0', many))}<t:Transitions>${steps}</t:Transitions>`);
    expect(rules?.eras.length).toBeLessThanOrEqual(200);
    expect(rules?.eras[0]?.changes.length).toBeLessThanOrEqual(12);
  });
});
