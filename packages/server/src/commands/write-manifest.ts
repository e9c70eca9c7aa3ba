import { manifestContent, renderManifest, resizeIcon } from '@vmrkit/addin';
import { type ManifestFlavour, manifestFlavours } from '@vmrkit/core/composition';
import { withKit } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import { writePrivate } from './write-private.ts';

interface ManifestInput {
  readonly integration: string;
  readonly flavour: ManifestFlavour;
  readonly out?: string;
}

/** `vmrkit integration manifest`: the manifest of the add-in; its version rises exactly when its content changes. */
export const manifestCommand = defineCommand<ManifestInput>({
  name: 'integration manifest',
  summary: 'write the manifest of an integration’s add-in for Outlook; its version rises with its content',
  arguments: [['<integration>', 'its id, or its name where no other has it']],
  options: [
    option('--flavour <flavour>', 'for Exchange Server or for Microsoft 365')
      .choices(manifestFlavours)
      .makeOptionMandatory(),
    option('--out <file>', 'a new file; else standard output'),
  ],
  examples: [
    [
      'integration manifest Sales --flavour microsoft-365 --out rooms.xml',
      'for the Microsoft 365 admin center',
    ],
    ['integration manifest Sales --flavour on-premises > rooms.xml', 'for an Exchange Server'],
  ],
  configured: true,
  json: null,
  async run(shell, { integration, flavour, out }) {
    const { record, version, isNew } = await withKit(shell, async (kit) => {
      const records = await kit.get('integrationRecords');
      return records.issueManifest(integration, async (each) => {
        const content = manifestContent(each, flavour);
        // What the edge could not show is better told now than found missing in Outlook.
        await resizeIcon(each.addIn.icon, 16);
        return content;
      });
    });
    const xml = renderManifest(record, { flavour, version });
    if (out === undefined) shell.show({}, xml.trimEnd());
    else await writePrivate(out, xml);
    shell.note(
      isNew
        ? `Version ${version}: install it in the place of an earlier one.`
        : `Version ${version}, as it was issued last: where it is installed, nothing is to be done.`,
    );
  },
});
