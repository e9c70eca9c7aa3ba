import { type Diagnosis, runDoctor } from '@vmrkit/core/composition';
import { loadConfig } from '../config/load-config.ts';
import { examineDeployment, storeFolderOf } from '../doctor/examine-deployment.ts';
import { examineIntegrations } from '../doctor/examine-integrations.ts';
import { tryTestMeetings } from '../doctor/try-test-meetings.ts';
import { readEnvironment } from '../environment.ts';
import { withKit } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import { plain } from './on-wire.ts';
import type { Shell } from './shell.ts';

/** The rest of the 20 seconds is for reading the records and letting go. */
const TOTAL_MS = 18_000;

interface DoctorInput {
  readonly integration?: string;
  readonly organizer?: string;
  readonly testMeeting?: string;
}

/** `vmrkit doctor`: looks at all that a program can see to be wrong, in under 20 seconds. */
export const doctorCommand = defineCommand<DoctorInput>({
  name: 'doctor',
  summary:
    'look for what is wrong: machine, store, records, mailboxes, add-in; at most 20 seconds; exit code 3 where something is',
  arguments: [['[integration]', 'its id or name; all of them when left out']],
  options: [
    option('--organizer <address>', 'look at this person’s mailbox too, as rewriting a meeting needs'),
    option(
      '--test-meeting <organizer>',
      'afterwards book a meeting in this person’s name, wait two minutes at most for its answer, and cancel it',
    ),
  ],
  examples: [
    ['doctor', 'all of it'],
    ['doctor Sales --organizer olga@example.com', 'one integration, with the rights over an organizer'],
    ['doctor Sales --test-meeting olga@example.com', 'the whole way of a meeting request, once'],
    ['doctor --json', 'every finding a line, also what is well'],
  ],
  configured: true,
  json: 'id, title, subject, kind (ok, problem, unknown), severity (error, warning), evidence, remedy',
  async run(shell, { integration, organizer, testMeeting }) {
    const config = await loadConfig({ path: shell.config, environment: readEnvironment() });
    await withKit(shell, async (kit, { place }) => {
      const { signal } = shell;
      const clock = await kit.get('clock');
      const began = clock.monotonicMs();
      const left = () => Math.max(0, TOTAL_MS - (clock.monotonicMs() - began));
      const deployment = examineDeployment({ kit, config, storeFolder: storeFolderOf(place) });
      const opens = await runDoctor(deployment.slice(0, 1), { clock, signal, withinMs: left() });
      const isOpen = opens.every(({ kind }) => kind === 'ok');
      const parts = isOpen ? await examineIntegrations(kit, { integration, organizer, config }) : [];
      const all = [...deployment.slice(1), ...parts.flatMap(({ examinations }) => examinations)];
      try {
        const found = [...opens, ...(await runDoctor(all, { clock, signal }))];
        signal.throwIfAborted();
        const booked: Diagnosis[] = [];
        if (testMeeting !== undefined) {
          shell.note(`Booking a test meeting in the name of ${testMeeting}; Ctrl-C cancels it.`);
          for (const record of parts.flatMap((part) => part.record ?? [])) {
            booked.push(...(await tryTestMeetings(kit, { record, organizer: testMeeting, signal })));
          }
        }
        tell(shell, [...found, ...booked]);
        signal.throwIfAborted();
      } finally {
        await Promise.all(parts.map(({ close }) => close()));
      }
    });
  },
});

function tell(shell: Shell, found: readonly Diagnosis[]): void {
  const counts = { problem: 0, unknown: 0, ok: 0 };
  for (const diagnosis of found) {
    counts[diagnosis.kind] += 1;
    const { kind, id, title, subject, severity, evidence, remedy } = diagnosis;
    const line = { id, title, subject, kind, severity, evidence, remedy };
    if (shell.json || kind !== 'ok') shell.show(line, textOf(diagnosis));
  }
  const said = `${found.length} checks: ${counts.ok} well, ${counts.problem} wrong, ${counts.unknown} not to be told.`;
  if (counts.problem > 0) shell.trouble(said);
  else shell.note(said);
}

function textOf({ kind, severity, id, title, subject, evidence, remedy }: Diagnosis): string[] {
  const word = kind === 'problem' ? severity : 'not known';
  return [
    `${word}: ${id}  ${plain(subject)}`,
    `  looked for: ${title}`,
    `  seen: ${plain(evidence)}`,
    ...(kind === 'problem' ? [`  what to do: ${plain(remedy)}`] : []),
  ];
}
