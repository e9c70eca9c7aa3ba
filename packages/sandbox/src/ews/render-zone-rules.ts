import type { ClockChange, ZoneRules } from '../model/zone-rules.ts';

/** The inside of a TimeZoneDefinitionType (types.xsd): periods, yearly changes, and the years that they count for. */
export function renderZoneRules({ bias, eras }: ZoneRules): string {
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

function renderChange({ month, nth, day, hour, to }: ClockChange): string {
  const which = `<t:DayOfWeek>${day}</t:DayOfWeek><t:Occurrence>${nth}</t:Occurrence>`;
  const offset = Number.isInteger(hour) ? `PT${hour}H` : `PT${hour * 60}M`;
  const when = `<t:TimeOffset>${offset}</t:TimeOffset><t:Month>${month}</t:Month>${which}`;
  return `<t:RecurringDayTransition>${target('Period', to)}${when}</t:RecurringDayTransition>`;
}

function fixed(): string {
  return `<t:Transition>${target('Period', 'Standard')}</t:Transition>`;
}

function target(kind: 'Period' | 'Group', id: string): string {
  return `<t:To Kind="${kind}">${id}</t:To>`;
}
