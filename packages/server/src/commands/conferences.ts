import { InvalidInputError, NotFoundError, type Stored } from '@vmrkit/core';
import {
  anyConference,
  findConference,
  findConferences,
  type MeetingWithConference,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { withKit } from '../runtime/with-kit.ts';
import { conferenceView, conferenceWire, timeText } from '../views/conference-view.ts';
import { defineCommand, option } from './declare-command.ts';
import { mailboxNames } from './mailbox-names.ts';
import { plain } from './on-wire.ts';

interface ListInput {
  readonly integration?: string;
  readonly alias?: string;
  readonly organizer?: string;
  readonly correlationId?: string;
  readonly subject?: string;
  readonly limit: string;
  readonly cursor?: string;
}

type Found = Stored<MeetingWithConference>;

const MOST = 1_000;
const shape =
  'id, tenant_id, integration_id, mailbox_id, status, name, alias, numeric_alias, additional_aliases, subject, organizer, start, end, kind, created_at, edited [field], correlation_ids';

/** `vmrkit conference list`: in the order of their start. */
export const conferenceListCommand = defineCommand<ListInput>({
  name: 'conference list',
  summary: 'list conferences by their start, or search them by alias, organizer, subject or correlation id',
  options: [
    option('--integration <integration>', 'of this integration alone (id or name)'),
    option('--alias <alias>', 'the one with this alias, numeric or whole'),
    option('--organizer <email>', 'those of this organizer'),
    option('--subject <words>', 'those in whose subject these words stand'),
    option('--correlation-id <id>', 'the one that a log line or a general error names'),
    option('--limit <number>', `most to list, 1 to ${MOST}`).default('50'),
    option('--cursor <cursor>', 'where an earlier list ended'),
  ],
  examples: [
    ['conference list --integration Sales --limit 20', 'the first twenty'],
    ['conference list --organizer ada@example.com', 'all of hers'],
    ['conference list --correlation-id 0b6d3c52-…', 'what became of a request'],
  ],
  configured: true,
  json: `${shape}; last next_cursor where more follow`,
  async run(
    shell,
    { alias, organizer = null, correlationId = null, subject: words = null, cursor = null, ...input },
  ) {
    const limit = limitOf(input.limit);
    const { items, next } = await withKit(shell, async (kit) => {
      const integration =
        input.integration === undefined ? null : await integrationOf(kit, input.integration);
      const integrationId = integration?.id ?? null;
      const scope = integration === null ? 'all' : [integration.value.tenantId];
      const store = await kit.get('store');
      if (alias === undefined) {
        const asked = { integrationId, organizer, correlationId, words, limit, cursor };
        return findConferences(scope, { ...anyConference, ...asked, signal: shell.signal }, store);
      }
      const found = await findConference(alias, { scope, store });
      return { items: found === null ? [] : [found], next: null };
    });
    for (const each of items) shell.show(conferenceWire(each), lineOf(each));
    if (items.length === 0) shell.note('No conference was found.');
    if (next !== null) shell.show({ next_cursor: next }, `More follow: --cursor ${next}`);
  },
});

/** `vmrkit conference show`: one conference with its times, its messages and what it still owes. */
export const conferenceShowCommand = defineCommand<{ readonly conference: string }>({
  name: 'conference show',
  summary: 'show a conference: its times, its messages and what is still to be sent',
  arguments: [['<conference>', 'an alias, numeric or whole, or the conference’s id']],
  examples: [['conference show 55123456', 'by the number that people dial']],
  configured: true,
  json: `${shape}; description, owner, theme, has_host_pin, has_guest_pin, allow_guests, origin, window, next_opens_at, none_in_two_days, journal, waiting`,
  async run(shell, { conference: name }) {
    await withKit(shell, async (kit) => {
      const found = await findConference(name, { scope: 'all', store: await kit.get('store') });
      if (found === null) {
        throw new NotFoundError(`There is no conference with the alias or id ${name}.`, {
          code: 'ERR_CONFERENCE_NOT_FOUND',
        });
      }
      const nameMailbox = await mailboxNames(kit);
      const view = await conferenceView(found, kit);
      shell.show(view, [...cardOf(found, nameMailbox(found.value.mailboxId)), ...viewText(view)]);
    });
  },
});

function limitOf(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new InvalidInputError(`--limit takes a number from 1 to ${MOST}, not "${text}".`, {
    code: 'ERR_COMMAND_OPTION',
  });
}

async function integrationOf(kit: VmrKit, named: string) {
  return (await kit.get('integrationRecords')).get(named);
}

function lineOf({ value }: Found): string {
  const { conference, status, schedule, organizer, subject } = value;
  const start = timeText(schedule?.first.start ?? null) ?? 'no time';
  const words = [conference.numericAlias, status, start, organizer?.email ?? 'nobody', subject];
  return words.map(plain).join('  ');
}

function cardOf(found: Found, mailbox: string): string[] {
  const { alias, name, subject, organizer, status, kind, start, end, id } = conferenceWire(found);
  return [
    `${plain(alias)}  ${status}`,
    `  name: ${plain(name)}`,
    `  subject: ${plain(subject)}`,
    `  organizer: ${plain(organizer === null ? 'nobody' : `${organizer.name} <${organizer.email}>`)}`,
    `  ${kind ?? 'meeting'}: ${start ?? 'no time'} to ${end ?? 'no time'}`,
    `  mailbox: ${plain(mailbox)}`,
    `  id: ${id}`,
  ];
}

function viewText({
  edited,
  additional_aliases: aliases,
  window,
  next_opens_at: next,
  journal,
  waiting,
}: Awaited<ReturnType<typeof conferenceView>>): string[] {
  return [
    window === null
      ? '  cannot be joined now or soon'
      : `  may be joined from ${window.start} to ${window.end}`,
    ...(aliases.length === 0 ? [] : [`  further aliases: ${aliases.map(plain).join(' ')}`]),
    ...(edited.length === 0 ? [] : [`  changed by hand: ${edited.join(', ')}`]),
    ...(next === null ? [] : [`  opens again at ${next}`]),
    ...journal.map(({ at, outcome, correlation_id: id }) => `  ${at}  ${outcome}  ${id}`),
    ...(waiting.length === 0 ? [] : [`  still to be sent: ${waiting.join(', ')}`]),
  ];
}
