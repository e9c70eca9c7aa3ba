import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InvalidInputError, systemReasonOf } from '@vmrkit/core';
import { withKit } from '../runtime/with-kit.ts';
import { setupStepsOf } from '../set-up/setup-steps.ts';
import { setupFiles, setupText } from '../set-up/setup-text.ts';
import { defineCommand, option } from './declare-command.ts';
import { onWire } from './on-wire.ts';
import { writePrivate } from './write-private.ts';

/** `vmrkit setup`: what is done outside for an integration, with its values filled in; it runs nothing. */
export const setupCommand = defineCommand<{ readonly integration: string; readonly out?: string }>({
  name: 'setup',
  summary: 'print what an administrator of Exchange, AD FS or Entra does for an integration, as PowerShell',
  arguments: [['<integration>', 'its id, or its name where no other has it']],
  options: [option('--out <folder>', 'write a file for each shell into a new or empty folder')],
  examples: [
    ['setup Sales', 'read it, then paste a step at a time'],
    [
      'setup Sales --out sales-setup',
      'exchange.ps1, entra.ps1, adfs.ps1, notes.txt, as far as they are needed',
    ],
  ],
  configured: true,
  json: 'id, title, why, shell, lines, verify, rights; with --out: file',
  async run(shell, { integration, out }) {
    const steps = await withKit(shell, async (kit) => {
      const records = await kit.get('integrationRecords');
      const { record } = await records.open(await records.get(integration));
      return setupStepsOf(record, await kit.get('integrationPlugins'));
    });
    if (out === undefined) {
      for (const step of steps) shell.show(onWire(step), [...setupText(step), '']);
      return;
    }
    await makeFolder(out);
    for (const { name, text } of setupFiles(steps)) {
      const file = resolve(join(out, name));
      await writePrivate(file, text);
      shell.show({ file }, file);
    }
  },
});

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const why = systemReasonOf(cause) ?? 'unknown reason';
    throw new InvalidInputError(`The folder ${resolve(folder)} cannot be made: ${why}.`, {
      code: 'ERR_COMMAND_OUTPUT',
      cause,
    });
  }
}
