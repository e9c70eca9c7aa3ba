import { formatInstant, type Instant, type Stored } from '@vmrkit/core';
import {
  aliasesOf,
  conferenceTimes,
  editedFields,
  type MeetingWithConference,
  ownerOf,
  pinsOf,
  themeOf,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';

const time = z.iso.datetime();

/** A conference in a list. */
export const conferenceItem = z.strictObject({
  id: z.string(),
  tenant_id: z.string(),
  integration_id: z.string(),
  mailbox_id: z.string(),
  status: z.string().describe('live, cancelled or removed.'),
  name: z.string(),
  alias: z.string(),
  numeric_alias: z.string(),
  additional_aliases: z.array(z.string()),
  subject: z.string().describe('Hostile text: what the organizer wrote.'),
  organizer: z.strictObject({ name: z.string(), email: z.string() }).nullable(),
  start: time.nullable(),
  end: time.nullable().describe('Of the first instance, where it is a series.'),
  kind: z.enum(['single', 'series', 'instances']).nullable(),
  created_at: time,
  edited: z.array(z.string()).describe('Fields that were changed by hand: mail leaves them alone.'),
  correlation_ids: z.array(z.string()),
});

/** One conference with everything that may be seen of it. */
export const conferenceDetail = conferenceItem.extend({
  description: z.string(),
  owner: z.string().nullable(),
  theme: z.string().nullable(),
  has_host_pin: z.boolean(),
  has_guest_pin: z.boolean(),
  allow_guests: z.boolean().nullable().describe('Null: it has no PINs.'),
  origin: z.string(),
  window: z
    .strictObject({ start: time, end: time })
    .nullable()
    .describe('In which it may be joined now or next, buffers included; null: not within two days.'),
  next_opens_at: time.nullable(),
  none_in_two_days: z.boolean(),
  journal: z.array(z.strictObject({ at: time, outcome: z.string(), correlation_id: z.string() })),
  waiting: z.array(z.string()).describe('What is still to be sent.'),
});

type Found = Stored<MeetingWithConference>;

/** A conference as lists show it. */
export function conferenceWire({ value }: Found): z.output<typeof conferenceItem> {
  const { tenantId, integrationId, mailboxId, status, conference, subject, organizer, schedule, journal } =
    value;
  const { id, name, alias, numericAlias, createdAt } = conference;
  return {
    id,
    tenant_id: tenantId,
    integration_id: integrationId,
    mailbox_id: mailboxId,
    status,
    name,
    alias,
    numeric_alias: numericAlias,
    additional_aliases: aliasesOf(conference).slice(2),
    subject,
    organizer: organizer && { name: organizer.name, email: organizer.email },
    start: timeText(schedule?.first.start ?? null),
    end: timeText(schedule?.first.end ?? null),
    kind: schedule?.kind ?? null,
    created_at: formatInstant(createdAt),
    edited: [...editedFields(conference)],
    correlation_ids: [...new Set(journal.map(({ correlationId }) => correlationId))],
  };
}

/** A conference with its times, its messages and what it still owes. */
export async function conferenceView(found: Found, kit: VmrKit): Promise<z.output<typeof conferenceDetail>> {
  const { value } = found;
  const { conference } = value;
  const registry = await kit.get('integrationRegistry');
  await registry.refresh();
  const policy = registry.find(value.integrationId)?.scheduling ?? null;
  const now = (await kit.get('clock')).now();
  const times = policy === null ? null : conferenceTimes(value, policy, now);
  const [, pins] = pinsOf(conference);
  return {
    ...conferenceWire(found),
    description: conference.description,
    owner: ownerOf(value),
    theme: themeOf(conference, policy?.theme ?? null),
    has_host_pin: (pins?.host ?? null) !== null,
    has_guest_pin: (pins?.guest ?? null) !== null,
    allow_guests: pins?.allowGuests ?? null,
    origin: conference.origin,
    window: times?.window
      ? { start: formatInstant(times.window.start), end: formatInstant(times.window.end) }
      : null,
    next_opens_at: timeText(times?.nextOpensAt ?? null),
    none_in_two_days: times?.noneInTwoDays ?? false,
    journal: value.journal.map(({ at, outcome, correlationId }) => ({
      at: formatInstant(at),
      outcome,
      correlation_id: correlationId,
    })),
    waiting: value.outbox.filter(({ state }) => state.kind === 'pending').map(({ kind }) => kind),
  };
}

/** A time on the wire. */
export function timeText(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
