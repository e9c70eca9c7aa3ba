import { createSandbox, type Sandbox, SandboxClient } from '@vmrkit/sandbox';
import type { Customer } from './customer.ts';

const password = 'only-in-the-sandbox';
const joining = (title: string, alias: string) =>
  `<p><b>${title}</b></p><p>${alias}: {{alias}}</p><p><a href="sip:{{alias}}">sip:{{alias}}</a></p><p>{{alias_uuid}}</p>`;

/** The mail systems of three customers in one simulation, and the customers. */
export interface SimulatedCustomers {
  readonly exchange: Sandbox;
  readonly customers: readonly Customer[];
}

/** Starts the simulation: two customers with Exchange servers, one in Microsoft 365, an equipment mailbox each. */
export async function startExchange(): Promise<SimulatedCustomers> {
  const exchange = await createSandbox();
  const client = new SandboxClient(exchange.adminUrl);
  const customers = customersOf(exchange);
  for (const { mailbox, mail } of customers) {
    await client.createMailbox({ ...mailbox, kind: 'equipment', processing: 'AutoUpdate' });
    if (mail.provider === 'ews') {
      await client.createAccount({ username: mail.username, password, impersonates: [mailbox.email] });
    } else {
      const rights = ['Calendars.ReadWrite', 'Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.Read'] as const;
      const grants = rights.map((permission) => ({ permission, mailboxes: [mailbox.email] }));
      const { clientId, clientSecret } = mail;
      await client.graph.registerApp({ clientId, clientSecret, grants });
    }
  }
  return { exchange, customers };
}

function customersOf(exchange: Sandbox): readonly Customer[] {
  const own = (id: string, prefix: string) => ({
    id,
    prefix,
    domain: `vc.${id}.example`,
    addInServer: `vmr.${id}.example`,
    mailbox: { name: 'VMR booking', email: `vmr@${id}.example` },
    metadataUrl: exchange.metadataUrl,
  });
  const ews = (id: string) => {
    return { provider: 'ews', url: exchange.url, username: `svc@${id}.example`, password } as const;
  };
  return [
    {
      ...own('nord', '71'),
      name: 'Nord AG',
      mail: ews('nord'),
      texts: {
        paneTitle: 'Videoraum buchen',
        roomName: 'Nord: {{subject}}',
        joining: joining('An der Besprechung teilnehmen', 'Raum'),
      },
    },
    {
      ...own('sud', '72'),
      name: 'Sud SA',
      mail: {
        provider: 'graph',
        entraTenantId: '11111111-2222-4333-8444-555555555555',
        clientId: '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c10',
        clientSecret: password,
        addresses: {
          authority: exchange.authorityUrl,
          graph: exchange.graphUrl.replace(/\/v1\.0$/, ''),
        },
      },
      texts: {
        paneTitle: 'Réserver une salle vidéo',
        roomName: '{{subject}} ({{organizer_name}})',
        joining: joining('Rejoindre la réunion', 'Salle'),
      },
    },
    {
      ...own('west', '73'),
      name: 'West Ltd',
      mail: ews('west'),
      texts: {
        paneTitle: 'Book a video room',
        roomName: 'West: {{subject}}',
        joining: joining('Join the meeting', 'Room'),
      },
    },
  ];
}
