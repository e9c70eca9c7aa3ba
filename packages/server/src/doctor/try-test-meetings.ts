import { type IntegrationRecord, uuidV4 } from '@vmrkit/core';
import {
  attendeePinValues,
  type Diagnosis,
  ReservationService,
  tryTestMeeting,
  untold,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';

/** Whose test meetings, and in what name. */
export interface TestMeetingsOptions {
  readonly record: IntegrationRecord;
  readonly organizer: string;
  readonly signal: AbortSignal;
}

const about = {
  id: 'test-meeting',
  title: 'A meeting that is booked gets its answer',
  severity: 'error',
  remedy:
    'See that a manager works the mailbox (`mailbox-worked`) and that no alarm about it stands; its log tells of each message.',
} as const;

/** Books a test meeting at each active equipment mailbox of an integration, all at a time. Never rejects by the mail system. */
export async function tryTestMeetings(
  kit: VmrKit,
  { record, organizer, signal }: TestMeetingsOptions,
): Promise<readonly Diagnosis[]> {
  const { mailbox, general } = record;
  const active = (mailbox?.mailboxes ?? []).filter(({ state }) => state === 'active');
  if (active.length === 0) {
    return [
      { ...about, subject: general.name, ...untold('It was skipped: no equipment mailbox is active.') },
    ];
  }
  const registry = await kit.get('integrationRegistry');
  await registry.refresh();
  const live = registry.find(record.id);
  if (!live?.record.general.enabled || live.allocation === null) {
    const skipped = untold('It was skipped: this integration is disabled, or gives out no single-use VMRs.');
    return [{ ...about, subject: general.name, ...skipped }];
  }
  const [allocation, clock, random] = await Promise.all([
    kit.get('allocation'),
    kit.get('clock'),
    kit.get('random'),
  ]);
  const reservations = new ReservationService(live.allocation, allocation);
  const reserve = async (mailboxId: string) => {
    const correlationId = uuidV4(random);
    const asked = { mailboxId, callerKey: null, language: null, draftKey: null, correlationId };
    const { id, alias, numericAlias, tag, pins } = await reservations.reserve(asked);
    const values = { alias, numeric_alias: numericAlias, alias_uuid: tag };
    const told = attendeePinValues(await reservations.openPins({ reservationId: id }, pins));
    return live.texts.joiningInstructions({ ...values, ...told }, null);
  };
  const opened = await (await kit.get('mailboxOpener')).open(live);
  try {
    const booker = opened.meetingBooker(organizer);
    return await Promise.all(
      active.map(async ({ id, email }) => {
        const at = { booker, organizer, mailbox: { id, email }, clock, signal };
        const { remedy = about.remedy, ...found } = await tryTestMeeting({
          ...at,
          reserve: () => reserve(id),
        });
        return { ...about, subject: email, ...found, remedy };
      }),
    );
  } finally {
    await opened.close();
  }
}
