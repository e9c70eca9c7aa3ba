import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { AlarmService } from '../alarms/alarm-service.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import { openStore } from '../collections/store.ts';
import { defaultWorkerSettings, type WorkerContext } from '../lease/worker-context.ts';
import type { EquipmentMailbox, FoundAnswer, Reply } from '../mailbox/equipment-mailbox.ts';
import type { Intent } from '../meetings/intent.ts';
import { after, key, live, now, policy, request, step } from '../meetings/meeting.fixture.ts';
import { silentLogger } from '../runtime/logger.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';
import { HOUR_MS, shift } from '../time/instant.ts';
import { ReplyPace } from './reply-pace.ts';
import { runOutbox } from './run-outbox.ts';

const decline: Intent = { kind: 'decline', because: 'alias-conflict', limited: false };
const later = { messageId: '<2>', stamp: shift(now, 1_000), receivedAt: shift(now, 1_000) };

/** A meeting whose own mailbox is to accept, and another one of the pool to decline. */
const inTwoMailboxes = () => after(live(), step(request(later), decline), { mailboxId: 'mailbox-2' });

/** Runs the outbox of a meeting. */
async function owed(value = inTwoMailboxes(), found: readonly (FoundAnswer | null)[] = []) {
  const store = openStore(createWeakMemoryDatabase());
  await store.meetings.commit('default', [{ op: 'insert', id: key, value }]);
  const clock = new FakeClock();
  clock.jumpTo(shift(now, HOUR_MS));
  const sent: string[] = [];
  const run = (mailboxId: string) => {
    const mailbox: Pick<EquipmentMailbox, 'respond' | 'findAnswers'> = {
      findAnswers: async () => found,
      respond: async (replies: readonly Reply[]) => {
        sent.push(...replies.map(({ messageId, verdict }) => `${mailboxId} ${verdict} ${messageId}`));
        return replies.map(() => ({ kind: 'sent' }));
      },
    };
    const context = {
      store,
      policy,
      mailboxId,
      fence: 9,
      clock,
      logger: silentLogger,
      mailbox: mailbox as EquipmentMailbox,
      texts: {
        answer: () => '',
      } as Partial<IntegrationTexts> as IntegrationTexts,
      reservations: { openPins: async () => null } as Partial<ReservationService> as ReservationService,
      alarms: new AlarmService(store.alarms, clock, createSeededRandom(1)),
      settings: defaultWorkerSettings,
    } as Partial<WorkerContext> as WorkerContext;
    return runOutbox(new ReplyPace(null, clock), context);
  };
  return { run, sent };
}

test('a mailbox sends what it was asked alone, the one that the meeting is bound to first', async () => {
  const { run, sent } = await owed();
  expect(await run('mailbox-2')).toBeNull();
  await run('mailbox-1');
  expect(sent).toEqual(['mailbox-1 accept <1@corp.example>']);
  expect(await run('mailbox-1')).toBeNull();
  await run('mailbox-2');
  expect(sent).toEqual(['mailbox-1 accept <1@corp.example>', 'mailbox-2 decline <2>']);
});

test.each([
  [now, ['mailbox-1 decline <2>']],
  [shift(now, HOUR_MS), []],
])('an answer whose fate is unknown and that was found at %s is sent: %j', async (at, expected) => {
  const meeting = after(live(), step(request(later), decline));
  const outbox = meeting.outbox.map((entry) =>
    entry.kind === 'reply' && entry.to.messageId === '<2>'
      ? { ...entry, attempts: 1, state: { kind: 'sending' as const, fence: 8, deadline: now } }
      : { ...entry, state: { kind: 'done' as const, at: now, how: 'sent' } },
  );
  const { run, sent } = await owed({ ...meeting, outbox }, [{ verdict: 'accept', at }]);
  await run('mailbox-1');
  await run('mailbox-1');
  expect(sent).toEqual(expected);
});
