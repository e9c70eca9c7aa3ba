/** A weekday, or one of the groups that Exchange knows. */
export type DayName =
  | 'Sunday'
  | 'Monday'
  | 'Tuesday'
  | 'Wednesday'
  | 'Thursday'
  | 'Friday'
  | 'Saturday'
  | 'Day'
  | 'Weekday'
  | 'WeekendDay';

/** Which of the matching days of a month. */
export type DayIndex = 'First' | 'Second' | 'Third' | 'Fourth' | 'Last';

/** How a series repeats. */
export type RecurrencePattern =
  | { readonly type: 'daily'; readonly interval: number }
  | {
      readonly type: 'weekly';
      readonly interval: number;
      readonly days: readonly DayName[];
      readonly firstDay?: DayName | undefined;
    }
  | { readonly type: 'absoluteMonthly'; readonly interval: number; readonly dayOfMonth: number }
  | {
      readonly type: 'relativeMonthly';
      readonly interval: number;
      readonly day: DayName;
      readonly index: DayIndex;
    }
  | { readonly type: 'absoluteYearly'; readonly dayOfMonth: number; readonly month: number }
  | {
      readonly type: 'relativeYearly';
      readonly day: DayName;
      readonly index: DayIndex;
      readonly month: number;
    };

/** Where a series ends: never, on a date (`YYYY-MM-DD`, inclusive), or after a number of occurrences. */
export type RecurrenceRange =
  | { readonly type: 'noEnd' }
  | { readonly type: 'endDate'; readonly endDate: string }
  | { readonly type: 'numbered'; readonly count: number };

/** A pattern with its range. */
export interface Recurrence {
  readonly pattern: RecurrencePattern;
  readonly range: RecurrenceRange;
}

/**
 * When a meeting takes place. Never changed in place: organizer, messages and attendees share one object,
 * and its expansion is computed once.
 */
export interface Schedule {
  /** Start of the meeting, or of the first occurrence, in Unix milliseconds. */
  readonly start: number;
  /** End of the meeting, or of the first occurrence, in Unix milliseconds. */
  readonly end: number;
  readonly allDay: boolean;
  /** Windows time zone id, in which a series keeps its wall-clock time. */
  readonly timeZone: string;
  readonly recurrence?: Recurrence | undefined;
}
