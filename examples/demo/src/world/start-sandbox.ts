import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GraphPermission, SandboxClient, type SandboxSettingsInput } from '@vmrkit/sandbox';
import { z } from 'zod';
import { builtFile } from './built-file.ts';
import { Child } from './child.ts';
import { application, equipment, people, serviceAccount } from './people.ts';

/** A simulated Exchange in a process of its own. */
export interface SandboxProcess {
  readonly child: Child;
  readonly client: SandboxClient;
  /** EWS address. */
  readonly url: string;
  /** Address of Microsoft Graph, with its version. */
  readonly graphUrl: string;
  readonly metadataUrl: string;
  /** Page of the simulated Outlook, ends with `/outlook/`. */
  readonly outlookUrl: string;
}

const readySchema = z.object({
  listening: z.literal(true),
  url: z.string(),
  graphUrl: z.string(),
  adminUrl: z.string(),
  metadataUrl: z.string(),
});

/** Starts the sandbox on a free loopback port, with everybody of {@link people} in it. */
export async function startSandbox(
  folder: string,
  settings: SandboxSettingsInput = {},
): Promise<SandboxProcess> {
  const file = join(folder, 'sandbox.json');
  const config = {
    settings,
    mailboxes: [
      { ...people.organizer, kind: 'user' },
      { ...people.attendee, kind: 'user' },
      { ...people.outsider, kind: 'user', location: 'external' },
      { ...equipment.sales, kind: 'equipment', processing: 'AutoUpdate' },
      { ...equipment.support, kind: 'equipment', processing: 'AutoUpdate' },
    ],
    accounts: [{ ...serviceAccount, impersonates: 'all' }],
    graphApps: [graphApplication('all')],
  };
  await writeFile(file, JSON.stringify(config, null, 2));
  const child = Child.start({
    name: 'sandbox',
    args: [builtFile('@vmrkit/sandbox', 'main.js'), '--config', file],
  });
  const { adminUrl, ...addresses } = await child.firstLine((line) => {
    const ready = line.startsWith('{') ? readySchema.safeParse(JSON.parse(line)) : null;
    return ready?.success ? ready.data : null;
  });
  const outlookUrl = new URL('/outlook/', adminUrl).href;
  return { child, client: new SandboxClient(adminUrl), outlookUrl, ...addresses };
}

/** The application with the rights of the guide, in all mailboxes or in these. */
export function graphApplication(mailboxes: 'all' | string[]) {
  const { clientId, clientSecret } = application;
  const rights: readonly GraphPermission[] = [
    'Calendars.ReadWrite',
    'Mail.ReadWrite',
    'Mail.Send',
    'MailboxSettings.Read',
  ];
  return { clientId, clientSecret, grants: rights.map((permission) => ({ permission, mailboxes })) };
}
