import type { SeriesFacts } from '../mailbox/meeting-message.ts';
import type { Instant } from '../time/instant.ts';
import type { InstanceOverride, Meeting } from './meeting.ts';
import { isNewer } from './meeting-version.ts';
import type { Place } from './place-in-history.ts';
import { standingInstances } from './series-end.ts';

/** The series' own list of changes, and what came for single instances since ([MS-OXOCAL] 3.1.4.7.3.5). */
export function overridesOf(
  series: SeriesFacts | null,
  told: Pick<InstanceOverride, 'version' | 'knownAt'>,
  before: Pick<Meeting, 'schedule' | 'instances'>,
): readonly InstanceOverride[] {
  const { modified, deleted } = series ?? { modified: [], deleted: [] };
  const listed: InstanceOverride[] = [
    ...modified.map(({ originalStart, start, end }) => ({ ...told, originalStart, moved: { start, end } })),
    ...deleted.map((originalStart) => ({ ...told, originalStart, moved: null })),
  ];
  return standingInstances(series, told.version, before).reduce(withOverride, listed);
}

/** The overrides with this one in the place of what was known of its instance. */
export function withOverride(
  list: readonly InstanceOverride[],
  override: InstanceOverride,
): readonly InstanceOverride[] {
  return [...list.filter(({ originalStart }) => originalStart !== override.originalStart), override];
}

/** The instances that the mailbox was invited to after `meeting.version`, by pattern start. */
export function invitedSince({ instances, version }: Pick<Meeting, 'instances' | 'version'>): Set<Instant> {
  const since = instances.filter(({ moved, version: own }) => moved !== null && isNewer(own, version));
  return new Set(since.map(({ originalStart }) => originalStart));
}

/**
 * Whether the message says who organizes the meeting and what it is called. One about an instance does so while no
 * series is known around it, if it is the newest such message.
 */
export function speaksForMeeting(meeting: Meeting | null, { instance, version }: Place): boolean {
  if (instance === null || meeting?.schedule == null || meeting.status !== 'live') return true;
  if (meeting.schedule.kind !== 'instances') return false;
  return meeting.instances.every(({ moved, version: own }) => moved === null || !isNewer(own, version));
}

/** Whether the meeting (null), or the one instance, is on as far as messages told. */
export function takesPlace({ status, schedule, instances }: Meeting, instance: Instant | null): boolean {
  if (status !== 'live') return false;
  const known = instances.find(({ originalStart }) => originalStart === instance);
  return known === undefined ? schedule?.kind !== 'instances' : known.moved !== null;
}
