import { DEPLOYMENT, formatInstant, NotFoundError } from '@vmrkit/core';
import type { Alarm } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { withKit } from '../runtime/with-kit.ts';
import { alarmTextOf, alarmWire, mailboxOfAlarm } from '../views/alarm-view.ts';
import { defineCommand } from './declare-command.ts';
import { mailboxNames, type NameMailbox } from './mailbox-names.ts';
import { plain } from './on-wire.ts';

/** `vmrkit alarms`: what stands, why, since when and what ends it. */
export const alarmsCommand = defineCommand<object>({
  name: 'alarms',
  summary: 'list the standing alarms, each with cause, since when and remedy; exit code 3 where one stands',
  examples: [
    ['alarms --config vmrkit.json', 'what needs you'],
    ['alarms --json | jq -r .kind', 'for a monitoring script'],
  ],
  configured: true,
  json: 'kind, severity (error, warning), subject, mailbox, tenant_id, integration_id, detail, cause, remedy, raised_at, last_seen_at, count',
  async run(shell) {
    await withKit(shell, async (kit) => {
      const nameMailbox = await mailboxNames(kit);
      const alarms = await standing(kit);
      for (const alarm of alarms) shell.show(alarmWire(alarm, nameMailbox), textOf(alarm, nameMailbox));
      if (alarms.length > 0) shell.trouble(`${alarms.length} alarms stand.`);
      else if (!shell.json) shell.show({}, 'No alarm stands.');
    });
  },
});

/** `vmrkit alarms clear`: says that one was seen; a condition that still holds raises it again. */
export const clearAlarmCommand = defineCommand<{ readonly kind: string; readonly subject: string }>({
  name: 'alarms clear',
  summary: 'clear an alarm that was seen to; a condition that still holds raises it again',
  arguments: [
    ['<kind>', 'as `vmrkit alarms` shows it'],
    ['<subject>', 'as `vmrkit alarms` shows it'],
  ],
  examples: [['alarms clear message-parked 3f0c1f3e-…', 'after its cause was mended']],
  configured: true,
  json: 'kind, subject, action',
  async run(shell, { kind, subject }) {
    await withKit(shell, async (kit) => {
      const found = (await standing(kit)).filter((each) => each.kind === kind && each.subject === subject);
      if (found.length === 0) {
        throw new NotFoundError(`No alarm ${kind} about ${subject} stands.`, { code: 'ERR_ALARM_NOT_FOUND' });
      }
      const alarms = await kit.get('alarms');
      for (const each of found) await alarms.clear(each);
      shell.show({ kind, subject, action: 'cleared' }, `The alarm ${kind} about ${subject} is cleared.`);
    });
  },
});

async function standing(kit: VmrKit): Promise<readonly Alarm[]> {
  const stored = await (await kit.get('integrationRecords')).stored();
  return (await kit.get('alarms')).standing([DEPLOYMENT, ...stored.map(({ value }) => value.tenantId)]);
}

function textOf(alarm: Alarm, nameMailbox: NameMailbox): string[] {
  const { kind, subject, detail, raisedAt, lastSeenAt, count } = alarm;
  const { cause, remedy } = alarmTextOf(kind);
  const mailbox = mailboxOfAlarm(alarm, nameMailbox);
  return [
    `${kind}  ${subject}`,
    ...(mailbox === null ? [] : [`  mailbox: ${plain(mailbox)}`]),
    `  cause: ${cause}`,
    `  detail: ${plain(detail)}`,
    `  since ${formatInstant(raisedAt)}, seen ${count} times, last at ${formatInstant(lastSeenAt)}`,
    `  what to do: ${remedy}`,
  ];
}
