import type { SeriesFacts } from '../mailbox/meeting-message.ts';
import type { InstanceOverride } from './meeting.ts';
import { outlastsSeries } from './meeting-version.ts';

/** The series' own list of changes, and what came for single instances since ([MS-OXOCAL] 3.1.4.7.3.5). */
export function overridesOf(
  series: SeriesFacts | null,
  told: Pick<InstanceOverride, 'version' | 'knownAt'>,
  before: readonly InstanceOverride[],
): readonly InstanceOverride[] {
  if (series === null) return [];
  const listed: InstanceOverride[] = [
    ...series.modified.map(({ originalStart, start, end }) => ({
      ...told,
      originalStart,
      moved: { start, end },
    })),
    ...series.deleted.map((originalStart) => ({ ...told, originalStart, moved: null })),
  ];
  return before
    .filter((override) => outlastsSeries(override.version, told.version))
    .reduce(withOverride, listed);
}

/** The overrides with this one in the place of what was known of its instance. */
export function withOverride(
  list: readonly InstanceOverride[],
  override: InstanceOverride,
): readonly InstanceOverride[] {
  return [...list.filter(({ originalStart }) => originalStart !== override.originalStart), override];
}
