import { formatInstant } from '@vmrkit/core';
import { type Meeting, occurrencesOf, type Store } from '@vmrkit/core/composition';
import type { Room } from './server-messages.ts';

const PAGE = 1_000;

/** All rooms that a store holds for an integration, the oldest first. */
export async function listRooms(
  store: Pick<Store, 'meetings'>,
  { tenantId, integrationId }: { readonly tenantId: string; readonly integrationId: string },
): Promise<readonly Room[]> {
  const rooms: Room[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.meetings.find(tenantId, {
      index: 'integration',
      equals: [integrationId],
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    rooms.push(...page.items.flatMap(({ id, value }) => roomOf(id, value)));
    after = page.next;
  }
  return rooms;
}

function roomOf(key: string, meeting: Meeting): readonly Room[] {
  const { conference, organizer, status } = meeting;
  if (conference === null) return [];
  return [
    {
      cleanId: key.split(/[^0-9a-f]/).at(-1) ?? '',
      name: conference.name,
      description: conference.description,
      aliases: [conference.alias, conference.numericAlias],
      organizer: organizer?.email ?? null,
      status,
      occurrences: occurrencesOf(meeting).map(({ start, end }) => ({
        start: formatInstant(start),
        end: formatInstant(end),
      })),
    },
  ];
}
