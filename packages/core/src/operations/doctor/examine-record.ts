import type { AlarmService } from '../../alarms/alarm-service.ts';
import { alarmTexts } from '../../alarms/alarm-texts.ts';
import { numberSpaceId } from '../../allocation/number-space.ts';
import { measureFillLevel, type NumberSpaceDeps, SPACE_ALARM_LEVEL } from '../../allocation/number-spaces.ts';
import type { InputIssue } from '../../errors/vmrkit-error.ts';
import type { IntegrationRecord } from '../../integration/integration-record.ts';
import type { ReadRecord } from '../../integration/read-stored-record.ts';
import { checkTemplates } from '../../integration/template-slots.ts';
import { listRooms, type RoomStore } from '../../personal-rooms/room-records.ts';
import { DEPLOYMENT } from '../../store/document-collection.ts';
import { loadOne } from '../../store/document-steps.ts';
import type { TemplateEngine } from '../../templates/template-engine.ts';
import { type Examination, problem, sound } from './examination.ts';

const MOST_FAULTS = 5;
/** What Outlook's clients take as an attendee for certain: no apostrophe, and not more than 64 characters. */
const plainAddress = /^(?=.{3,64}$)[a-z0-9._+-]+@[a-z0-9.-]+$/i;

/** What the examinations of a record look at. */
export interface ExaminedRecord extends ReadRecord {
  /** All integrations of the deployment, this one among them. */
  readonly all: readonly IntegrationRecord[];
  readonly engine: TemplateEngine;
  readonly alarms: Pick<AlarmService, 'standing'>;
  readonly space: Omit<NumberSpaceDeps, 'random'>;
  readonly rooms: RoomStore['rooms'];
}

/** What can be wrong with an integration as it is stored. */
export function examineRecord(at: ExaminedRecord): readonly Examination[] {
  const { record, issues, all, engine } = at;
  const about = { subject: record.general.name, severity: 'error' } as const;
  return [
    {
      ...about,
      id: 'record',
      title: 'The record is sound',
      remedy: alarmTexts['record-refused'].remedy,
      run: async () =>
        issues.length > 0 ? problem(faultsOf(issues)) : sound('A save would take it as it is.'),
    },
    {
      ...about,
      severity: 'warning',
      id: 'enabled',
      title: 'The integration works',
      remedy: '`vmrkit integration enable` lets it work again.',
      run: async () =>
        record.general.enabled ? sound('It is enabled.') : problem('It is disabled: its mail waits.'),
    },
    {
      ...about,
      id: 'templates',
      title: 'The texts can be rendered',
      remedy: alarmTexts['template-failed'].remedy,
      run: async () => {
        const faults = checkTemplates(record, engine);
        return faults.length > 0 ? problem(faultsOf(faults)) : sound('Every text was rendered with samples.');
      },
    },
    {
      ...about,
      id: 'mailbox-twice',
      title: 'Each mailbox belongs to one integration',
      remedy: 'Take the mailbox out of all integrations but one.',
      run: async () => {
        const twice = mailboxesUsedTwice(record, all);
        return twice.length > 0
          ? problem(twice.join('; '))
          : sound('No other integration names its mailboxes.');
      },
    },
    mailboxAddress(record),
    aliasSpace(at),
    {
      ...about,
      severity: 'warning',
      id: 'room-without-alias',
      title: 'Each personal VMR can be offered to its owner',
      remedy:
        'Give the VMR an alias (`vmrkit room import`): without one its owner is told that there is none.',
      run: async () => {
        const rooms = await listRooms({ tenantId: record.tenantId }, at);
        const without = rooms.filter(({ value }) => value.aliases.length === 0);
        const owners = without.slice(0, MOST_FAULTS).map(({ value }) => value.ownerEmail);
        return without.length > 0
          ? problem(`${without.length} of ${rooms.length} have none, such as those of ${owners.join(', ')}.`)
          : sound(`All of ${rooms.length} in the tenant have one.`);
      },
    },
    {
      ...about,
      severity: 'warning',
      id: 'standing-alarms',
      title: 'No alarm stands',
      remedy: '`vmrkit alarms` says of each what to do.',
      run: async () => {
        const standing = (await at.alarms.standing([record.tenantId])).filter(
          ({ integrationId }) => integrationId === record.id,
        );
        const said = standing.map(({ kind, detail }) => `${kind} (${detail})`);
        return said.length > 0 ? problem(said.join('; ')) : sound('None stands about this integration.');
      },
    },
  ];
}

/** Addresses of mailboxes that clients are known not to invite although they report success. */
export function oddAddresses(mailboxes: readonly { readonly email: string }[]): readonly string[] {
  return mailboxes.map(({ email }) => email).filter((email) => !plainAddress.test(email));
}

/** Each mailbox of a record that stands twice in it or in another record, with where. */
export function mailboxesUsedTwice(
  record: IntegrationRecord,
  all: readonly IntegrationRecord[],
): readonly string[] {
  const emails = (one: IntegrationRecord) =>
    (one.mailbox?.mailboxes ?? []).map(({ email }) => email.toLowerCase());
  const own = emails(record);
  return [...new Set(own)].flatMap((email) => {
    const others = all.filter((each) => each.id !== record.id && emails(each).includes(email));
    if (others.length > 0)
      return [`${email} is also in ${others.map(({ general }) => general.name).join(', ')}`];
    return own.indexOf(email) === own.lastIndexOf(email) ? [] : [`${email} stands twice in this record`];
  });
}

function mailboxAddress({ general, mailbox }: IntegrationRecord): Examination {
  return {
    id: 'mailbox-address',
    title: 'Outlook can invite each mailbox',
    subject: general.name,
    severity: 'warning',
    remedy:
      'Give the mailbox a plain address of at most 64 characters, or name another of its addresses in the record.',
    run: async () => {
      const odd = oddAddresses(mailbox?.mailboxes ?? []);
      return odd.length > 0
        ? problem(`Outlook on the web may drop ${odd.join(', ')} without a word.`)
        : sound('Letters, digits, dots, hyphens and underscores, at most 64 characters.');
    },
  };
}

function aliasSpace({ record, space }: ExaminedRecord): Examination {
  const { scheduledAliasPrefix: prefix, scheduledAliasSuffixLength: length } = record.singleUse;
  return {
    id: 'alias-space',
    title: 'There are numbers left',
    subject: record.general.name,
    severity: 'warning',
    remedy: alarmTexts['alias-space-low'].remedy,
    run: async () => {
      if (prefix === null) return sound('It gives out no numbers.');
      const id = numberSpaceId(prefix, length);
      const stored = await loadOne(space.store.numberSpaces, { partition: DEPLOYMENT, id });
      if (stored === null) return sound(`No number of ${id} was given out yet.`);
      const level = await measureFillLevel(space, stored);
      const said = `Of ${id}, ${Math.ceil(level * 100)} % are in use or in quarantine.`;
      return level >= SPACE_ALARM_LEVEL ? problem(said) : sound(said);
    },
  };
}

function faultsOf(issues: readonly Pick<InputIssue, 'path' | 'message'>[]): string {
  const faults = issues.slice(0, MOST_FAULTS).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return issues.length > MOST_FAULTS
    ? `${faults.join(' ')} And ${issues.length - MOST_FAULTS} more.`
    : faults.join(' ');
}
