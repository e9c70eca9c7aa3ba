import { formatInstant } from '@vmrkit/core';
import { type Meeting, occurrencesOf, type Store } from '@vmrkit/core/composition';
import type { ManagerDecision, Room } from './server-messages.ts';

const PAGE = 1_000;

interface IntegrationName {
  readonly tenantId: string;
  readonly integrationId: string;
}

/** All rooms that a store holds for an integration, the oldest first. */
export async function listRooms(
  store: Pick<Store, 'meetings'>,
  integration: IntegrationName,
): Promise<readonly Room[]> {
  return (await listMeetings(store, integration)).flatMap(({ id, value }) => roomOf(id, value));
}

/** What was decided about each message of an integration's meetings. */
export async function listDecisions(
  store: Pick<Store, 'meetings'>,
  integration: IntegrationName,
): Promise<readonly ManagerDecision[]> {
  const meetings = await listMeetings(store, integration);
  return meetings.flatMap(({ id, value }) =>
    value.journal.map(({ messageId, at, outcome, correlationId }) => ({
      cleanId: cleanIdOf(id),
      messageId,
      at: formatInstant(at),
      outcome,
      correlationId,
    })),
  );
}

async function listMeetings(store: Pick<Store, 'meetings'>, { tenantId, integrationId }: IntegrationName) {
  const found: { readonly id: string; readonly value: Meeting }[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.meetings.find(tenantId, {
      index: 'integration',
      equals: [integrationId],
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.items);
    after = page.next;
  }
  return found;
}

function cleanIdOf(key: string): string {
  return key.split(/[^0-9a-f]/).at(-1) ?? '';
}

function roomOf(key: string, meeting: Meeting): readonly Room[] {
  const { conference, organizer, status } = meeting;
  if (conference === null) return [];
  return [
    {
      cleanId: cleanIdOf(key),
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
