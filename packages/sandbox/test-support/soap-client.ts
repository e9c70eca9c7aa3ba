import { SandboxClient } from '../src/client/sandbox-client.ts';
import { createSandbox, type Sandbox } from '../src/create-sandbox.ts';
import { parseXml, type XmlNode } from '../src/ews/xml-node.ts';
import type { SandboxSettingsInput } from '../src/sandbox-settings.ts';

/** An answer of the sandbox, read. */
export interface SoapAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** All elements of a local name, wherever they are. */
  all(name: string): XmlNode[];
  /** Texts of all elements of a local name. */
  texts(name: string): string[];
}

/** What a call has beside its request. */
export interface SoapOptions {
  readonly as?: string;
  readonly user?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Markup inside `ConnectingSID`, instead of an SMTP address. */
  readonly sid?: string;
}

/** A sandbox with an organizer, an equipment mailbox and a service account, and ways to call it. */
export interface TestBed {
  readonly sandbox: Sandbox;
  readonly client: SandboxClient;
  call(request: string, options?: SoapOptions): Promise<SoapAnswer>;
}

export const equipment = 'room@corp.example';
export const organizer = 'anna@corp.example';

const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';

/** Starts a sandbox for tests. */
export async function startTestBed(settings: SandboxSettingsInput = {}): Promise<TestBed> {
  const sandbox = await createSandbox({ settings });
  const client = new SandboxClient(sandbox.adminUrl);
  await client.createMailbox({ email: organizer, name: 'Anna', password: 'anna' });
  await client.createMailbox({ email: equipment, name: 'Room', kind: 'equipment' });
  await client.createMailbox({ email: 'eve@elsewhere.example', name: 'Eve', location: 'external' });
  await client.createAccount({
    username: 'svc@corp.example',
    password: 'pw',
    impersonates: [equipment, organizer],
  });
  return { sandbox, client, call: (request, options = {}) => callEws(sandbox.url, request, options) };
}

/** Calls EWS in the name of the equipment mailbox, unless told otherwise. */
export async function callEws(url: string, request: string, options: SoapOptions = {}): Promise<SoapAnswer> {
  const { as = equipment, user = 'svc@corp.example', password = 'pw', headers = {} } = options;
  const sid = options.sid ?? `<t:PrimarySmtpAddress>${as}</t:PrimarySmtpAddress>`;
  const body =
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="${types}" xmlns:m="${messages}">` +
    `<s:Header><t:RequestServerVersion Version="Exchange2016"/><t:ExchangeImpersonation><t:ConnectingSID>${sid}` +
    `</t:ConnectingSID></t:ExchangeImpersonation></s:Header><s:Body>${request}</s:Body></s:Envelope>`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      ...headers,
    },
    body,
  });
  return readAnswer(response, await response.text());
}

function readAnswer(response: Response, text: string): SoapAnswer {
  let root: XmlNode | null = null;
  const all = (name: string) => {
    root ??= parseXml(text);
    return walk(root).filter((each) => each.name === name);
  };
  return {
    status: response.status,
    headers: response.headers,
    text,
    all,
    texts: (name) => all(name).map((each) => each.text),
  };
}

function walk(node: XmlNode): XmlNode[] {
  return [node, ...node.children.flatMap(walk)];
}

/** A GetItem request for ids, with more properties. */
export function getItemRequest(ids: readonly string[], fields = ''): string {
  const more = fields === '' ? '' : `<t:AdditionalProperties>${fields}</t:AdditionalProperties>`;
  return (
    `<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape>${more}</m:ItemShape><m:ItemIds>` +
    `${ids.map((id) => `<t:ItemId Id="${id}"/>`).join('')}</m:ItemIds></m:GetItem>`
  );
}

/** A SyncFolderItems request for the inbox. */
export function syncRequest(state = '', max = 512): string {
  const given = state === '' ? '' : `<m:SyncState>${state}</m:SyncState>`;
  return (
    '<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId>' +
    `<t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId>${given}` +
    `<m:MaxChangesReturned>${max}</m:MaxChangesReturned></m:SyncFolderItems>`
  );
}

/** A CreateItem request with answers to messages. */
export function answerRequest(ids: readonly string[], verb = 'AcceptItem'): string {
  const answers = ids.map(
    (id) =>
      `<t:${verb}><t:Body BodyType="HTML">&lt;p&gt;fine&lt;/p&gt;</t:Body><t:ReferenceItemId Id="${id}"/></t:${verb}>`,
  );
  return `<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items>${answers.join('')}</m:Items></m:CreateItem>`;
}

/** The extended properties of [MS-OXOCAL] that identify a meeting and its version. */
export const identityFields =
  '<t:ExtendedFieldURI DistinguishedPropertySetId="Meeting" PropertyId="35" PropertyType="Binary"/>' +
  '<t:ExtendedFieldURI DistinguishedPropertySetId="Appointment" PropertyId="33281" PropertyType="Integer"/>';

/** Invites the equipment mailbox, tomorrow for an hour, weekly if asked. */
export function inviteRoom(client: SandboxClient, subject = 'Plan', weekly = false) {
  return client.invite({
    organizer,
    subject,
    body: '<p>R&amp;D PXPS:-1#</p>\n',
    attendees: [equipment],
    schedule: {
      start: '2099-03-02T09:00:00Z',
      end: '2099-03-02T10:00:00Z',
      timeZone: 'W. Europe Standard Time',
      ...(weekly
        ? {
            recurrence: {
              pattern: { type: 'weekly', days: ['Monday'] },
              range: { type: 'numbered', count: 3 },
            },
          }
        : {}),
    },
  });
}
