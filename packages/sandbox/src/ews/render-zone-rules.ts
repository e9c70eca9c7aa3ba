import type { CustomZone, SundayChange } from '../model/custom-zones.ts';

/** The inside of a TimeZoneDefinitionType (types.xsd): periods, yearly changes, and the years that they count for. */
export function renderZoneRules({ bias, eras }: CustomZone): string {
  const periods = Object.entries(bias).map(([name, minutes]) => {
    const sign = minutes < 0 ? '-' : '';
    return `<t:Period Bias="${sign}PT${Math.abs(minutes)}M" Name="${name}" Id="${name}"/>`;
  });
  const groups = eras.map(
    ({ changes }, index) =>
      `<t:TransitionsGroup Id="${index}">${changes.map(renderChange).join('') || fixed()}</t:TransitionsGroup>`,
  );
  const transitions = eras.map(({ fromYear }, index) => {
    const to = target('Group', String(index));
    if (fromYear === null) return `<t:Transition>${to}</t:Transition>`;
    const at = `<t:DateTime>${fromYear}-01-01T00:00:00</t:DateTime>`;
    return `<t:AbsoluteDateTransition>${to}${at}</t:AbsoluteDateTransition>`;
  });
  return (
    `<t:Periods>${periods.join('')}</t:Periods>` +
    `<t:TransitionsGroups>${groups.join('')}</t:TransitionsGroups>` +
    `<t:Transitions>${transitions.join('')}</t:Transitions>`
  );
}

function renderChange({ month, nth, hour, to }: SundayChange): string {
  const day = `<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>${nth}</t:Occurrence>`;
  const when = `<t:TimeOffset>PT${hour}H</t:TimeOffset><t:Month>${month}</t:Month>${day}`;
  return `<t:RecurringDayTransition>${target('Period', to)}${when}</t:RecurringDayTransition>`;
}

function fixed(): string {
  return `<t:Transition>${target('Period', 'Standard')}</t:Transition>`;
}

function target(kind: 'Period' | 'Group', id: string): string {
  return `<t:To Kind="${kind}">${id}</t:To>`;
}
