import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { alarmTexts } from '@vmrkit/core/composition';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { duration, progressLine, startProgress } from './progress.ts';
import { createProgram } from './run-program.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** What is said before the commands; the rest of the guide is their help. */
const introduction = `# The command line

For operators. This page is held to the program by a test: what stands under a command is what \`--help\` behind it prints.

\`vmrkit\` comes with \`@vmrkit/server\`. Commands work on the store of the configuration file that \`--config\` or \`VMRKIT_CONFIG\` names, beside a server that runs (only \`restore\` is refused then), and say which one it is. Without a configuration they make none, and neither does \`serve\`, unless it is told to by \`--new-store\`.

## What a script can rely on

| exit code | meaning |
| --- | --- |
| 0 | all is done, nothing needs you |
| 1 | it failed, or something is left undone: a mail system or the store is away, the disk is full |
| 2 | wrong words, options, configuration or input, also an input that meets what is there (a name that is taken); nothing was changed |
| 3 | done, but something needs you: a standing alarm, a mailbox that does not answer, a manager with an old key |
| 130 | stopped by Ctrl-C or SIGTERM; what was done stays |

Results go to standard output, all else to standard error. With \`--json\` each result is one line of JSON with the fields that the command’s help names (times in RFC 3339), and an error is one line on standard error: \`{"error": {"code", "message", "errors": [{"path", "code", "message"}], "causes", "remedy"}}\`. New fields may come; those that are there stay.

An error is its [code](../errors.md) and what went wrong where, then each fault with its path, what caused it (\`because:\`) and what to do. Mailboxes are named by name, address and id.

At a terminal a bar shows how far a long command is and how much time is left; elsewhere a line says so every 5 seconds. The first Ctrl-C stops a command after what is under way, with leases and connections given back; the second one stops it at once. Every command may be run again after either.

## Commands
`;

function every(command: Command): Command[] {
  return [command, ...command.commands.flatMap(every)];
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 110 });
  command.outputHelp();
  return text.trimEnd();
}

const program = createProgram(async () => undefined);

describe('the command line', () => {
  it('is described in its guide as --help has it', async () => {
    const declared = commands.map(({ name }) => `vmrkit ${name}`);
    const sections = every(program)
      .filter((each) => declared.includes(pathOf(each)))
      .map((each) => `### ${pathOf(each)}\n\n\`\`\`\n${helpOf(each)}\n\`\`\`\n`);
    expect(sections).toHaveLength(commands.length);
    const guide = [introduction, ...sections].join('\n');
    await expect(guide).toMatchFileSnapshot(resolve(root, 'docs/guides/command-line.md'));
  });

  it('gives each command a summary, an example that it understands, and --json or a reason not to', () => {
    for (const { name, summary, examples, options = [], configured, json } of commands) {
      expect(summary).toMatch(/^\w.*[^.]$/);
      expect(examples.length).toBeGreaterThan(0);
      const known = ['--help', ...options.map(({ long }) => long ?? '')];
      if (configured) known.push('--config');
      if (json !== null) known.push('--json');
      for (const [line] of examples) {
        expect(line.startsWith(name) || line.startsWith('integration export')).toBe(true);
        if (!line.startsWith(name)) continue;
        for (const flag of line.match(/--[a-z-]+/g) ?? []) expect(known).toContain(flag);
      }
    }
  });

  it('knows the alarms of the server’s guide, no more and no fewer', () => {
    const guide = readFileSync(resolve(root, 'docs/guides/server.md'), 'utf8');
    const table = guide.slice(guide.indexOf('| alarm | about |')).split('\n\n', 1)[0] ?? '';
    const rows = table.split('\n').map((row) => row.split('|')[1] ?? '');
    const kinds = rows.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, kind]) => kind));
    expect(kinds.sort()).toEqual(Object.keys(alarmTexts).sort());
  });

  it('ships the remedies of docs/errors.md', async () => {
    const rows = readFileSync(resolve(root, 'docs/errors.md'), 'utf8').matchAll(
      /^\| `(ERR_\w+)` \|(?:[^|]*\|){2}([^|]*)\|$/gm,
    );
    const remedies = Object.fromEntries([...rows].map(([, code, remedy = '']) => [code, remedy.trim()]));
    const file = resolve(import.meta.dirname, '../../error-remedies.json');
    await expect(`${JSON.stringify(remedies, null, 2)}\n`).toMatchFileSnapshot(file);
  });
});

describe('progress', () => {
  it.each([
    [{ done: 300, total: 1_200, tookMs: 4_000 }, 'Recovering: 300 of 1,200 (25 %), about 12 s left'],
    [{ done: 1, total: 1_000, tookMs: 1_000 }, 'Recovering: 1 of 1,000 (0 %), about 17 min left'],
    [{ done: 60, total: 80, began: 20, tookMs: 8_000 }, 'Recovering: 60 of 80 (75 %), about 4 s left'],
    [{ done: 20, total: 80, began: 20, tookMs: 0 }, 'Recovering: 20 of 80 (25 %)'],
    [{ done: 0, total: 10, tookMs: 0 }, 'Recovering: 0 of 10 (0 %)'],
    [{ done: 10, total: 10, tookMs: 5_000 }, 'Recovering: 10 of 10 (100 %)'],
    [{ done: 0, total: 0, tookMs: 0 }, 'Recovering: 0 of 0 (100 %)'],
    [{ done: 1_234, total: null, tookMs: 9 }, 'Recovering: 1,234'],
  ])('%j is told as %s', (at, line) => {
    expect(progressLine('Recovering', { began: 0, ...at })).toBe(line);
  });

  it('is a line now and then where nobody watches, and the last one always', () => {
    let now = 0;
    const lines: string[] = [];
    const write = (text: string) => lines.push(text.trimEnd());
    const progress = startProgress('Done', { terminal: undefined, write, silent: false, now: () => now });
    // A plan is made, and somebody confirms it.
    now += 60_000;
    for (let done = 1; done <= 100; done += 1) {
      now += 200;
      progress.update(done, 100);
    }
    expect(lines).toEqual([
      'Done: 1 of 100 (1 %)',
      'Done: 26 of 100 (26 %), about 15 s left',
      'Done: 51 of 100 (51 %), about 10 s left',
      'Done: 76 of 100 (76 %), about 5 s left',
      'Done: 100 of 100 (100 %)',
    ]);
    expect(duration(119_000)).toBe('119 s');
  });
});
