import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox, type Sandbox, SandboxClient } from '@vmrkit/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectValidAnswers } from '../../packages/sandbox/test-support/schema-faults.ts';
import { ImapConversation } from './imap-conversation.ts';

const jar = '/usr/share/davmail/davmail.jar';
const isInstalled = existsSync(jar) && spawnSync('java', ['-version']).status === 0;
if (!isInstalled) process.stderr.write(`skipped: DavMail is not installed (${jar}, and java to run it)\n`);

const organizer = 'anna@corp.example';
const invited = 'bert@corp.example';
const password = 'bert';

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function waitUntilItListens(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await delay(100);
    }
  }
  throw new Error('DavMail did not listen within 30 seconds');
}

function invite(client: SandboxClient, subject: string, recurring = false) {
  return client.invite({
    organizer,
    subject,
    body: '<p>R&amp;D</p>',
    attendees: [invited],
    schedule: {
      start: '2099-12-02T09:00:00Z',
      end: '2099-12-02T10:00:00Z',
      timeZone: 'W. Europe Standard Time',
      ...(recurring
        ? {
            recurrence: {
              pattern: { type: 'weekly', days: ['Wednesday'] },
              range: { type: 'numbered', count: 3 },
            },
          }
        : {}),
    },
  });
}

describe.skipIf(!isInstalled)('an independent client, DavMail', () => {
  let sandbox: Sandbox;
  let client: SandboxClient;
  let davmail: ChildProcess;
  let folder: string;
  let caldav: string;
  let imapPort: number;

  beforeAll(async () => {
    sandbox = await createSandbox({ settings: { record: true } });
    client = new SandboxClient(sandbox.adminUrl);
    await client.createMailbox({ email: organizer, name: 'Anna Organizer' });
    await client.createMailbox({ email: invited, name: 'Bert', password });
    await invite(client, 'Single');
    await invite(client, 'Series', true);
    folder = await mkdtemp(join(tmpdir(), 'vmrkit-davmail-'));
    const caldavPort = await freePort();
    imapPort = await freePort();
    caldav = `http://127.0.0.1:${caldavPort}/users/${invited}`;
    const settings = join(folder, 'davmail.properties');
    const lines = [
      'davmail.server=true',
      'davmail.mode=EWS',
      `davmail.url=${sandbox.url}`,
      'davmail.bindAddress=127.0.0.1',
      `davmail.caldavPort=${caldavPort}`,
      `davmail.imapPort=${imapPort}`,
      'davmail.popPort=',
      'davmail.smtpPort=',
      'davmail.ldapPort=',
      'davmail.disableUpdateCheck=true',
      `davmail.logFilePath=${join(folder, 'davmail.log')}`,
      'log4j.rootLogger=ERROR',
    ];
    await writeFile(settings, lines.join('\n'));
    davmail = spawn('java', ['-Djava.awt.headless=true', '-jar', jar, '-server', settings], {
      stdio: 'ignore',
    });
    await waitUntilItListens(caldavPort);
  }, 60_000);

  afterAll(async () => {
    if (davmail) {
      davmail.kill();
      await once(davmail, 'exit');
    }
    await sandbox?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  async function call(method: string, path: string, body?: string): Promise<string> {
    const response = await fetch(path.startsWith('/') ? new URL(path, caldav) : `${caldav}/${path}`, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(`${invited}:${password}`).toString('base64')}`,
        Depth: '1',
        'Content-Type': method === 'PUT' ? 'text/calendar' : 'text/xml',
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  }

  /** Addresses of the events that an answer lists. */
  const events = (answer: string) =>
    [...answer.matchAll(/<D:href>([^<]*\.EML)<\/D:href>/g)].map((each) => each[1] ?? '');

  async function listed(collection: string): Promise<string[]> {
    const wanted = '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>';
    const found = events(await call('PROPFIND', `${collection}/`, wanted));
    return Promise.all(found.map((each) => call('GET', each)));
  }

  const summaries = (calendars: readonly string[]) =>
    calendars.map((each) => /^SUMMARY:(.*)$/m.exec(each)?.[1]?.trim()).sort();

  it('[S11.4b] lists the calendar, a series as one event with its rule', async () => {
    const calendars = await listed('calendar');
    expect(summaries(calendars)).toEqual(['Series', 'Single']);
    expect(calendars.find((each) => each.includes('SUMMARY:Series'))).toContain(
      'RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=WE;WKST=SU;COUNT=3',
    );
  });

  it.each([
    ['before', '20991101T000000Z', '20991103T000000Z', ['Series']],
    ['at', '20991202T000000Z', '20991203T000000Z', ['Series', 'Single']],
  ])('[S11.4b] reports the events %s a time, series always', async (_, start, end, subjects) => {
    const report = await call(
      'REPORT',
      'calendar/',
      '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/></D:prop><C:filter>' +
        `<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="${start}" end="${end}"/>` +
        '</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>',
    );
    const calendars = await Promise.all(events(report).map((each) => call('GET', each)));
    expect(summaries(calendars)).toEqual(subjects);
  });

  it('[S11.4b] lists the requests in the inbox, over CalDAV and as messages over IMAP', async () => {
    expect(summaries(await listed('inbox'))).toEqual(['Series', 'Single']);
    const imap = await ImapConversation.open(imapPort);
    await imap.say(`LOGIN ${invited} ${password}`);
    expect(await imap.say('SELECT INBOX')).toContain('* 2 EXISTS');
    const messages = await imap.say('UID FETCH 1:* (FLAGS BODY.PEEK[])');
    expect(messages.match(/^\* \d FETCH \(UID \d/gm)).toEqual(['* 1 FETCH (UID 1', '* 2 FETCH (UID 2']);
    expect(messages.match(/^Subject: .*$/gm)?.map((each) => each.trim())).toEqual([
      'Subject: Single',
      'Subject: Series',
    ]);
    expect(messages.match(/^Content-Type: text\/calendar.*method=REQUEST/gm)).toHaveLength(2);
    imap.close();
  });

  it('[S11.4b] accepts a request: the organizer gets one answer', async () => {
    const answers = async () => (await client.ledger()).filter((each) => each.kind === 'answer');
    const wanted = '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>';
    const found = events(await call('PROPFIND', 'calendar/', wanted));
    const calendars = await Promise.all(found.map(async (path) => ({ path, text: await call('GET', path) })));
    const single = calendars.find(({ text }) => text.includes('SUMMARY:Single'));
    expect(await answers()).toEqual([]);
    await call(
      'PUT',
      single?.path ?? '',
      single?.text.replace('PARTSTAT=NEEDS-ACTION', 'PARTSTAT=ACCEPTED') ?? '',
    );
    expect(await answers()).toMatchObject([
      { from: invited, to: organizer, subject: 'Accepted: Single', response: 'Accept' },
    ]);
    const entries = await client.folder(invited, 'calendar');
    expect(entries).toHaveLength(2);
  });

  it('[S11.4b] makes a folder and deletes it', async () => {
    const imap = await ImapConversation.open(imapPort);
    await imap.say(`LOGIN ${invited} ${password}`);
    await imap.say('CREATE Projects');
    expect(await imap.say('LIST "" "*"')).toContain('"Projects"');
    await imap.say('DELETE Projects');
    expect(await imap.say('LIST "" "*"')).not.toContain('"Projects"');
    imap.close();
  });

  it('[S11.4b] got answers that are valid against the EWS schema', async (context) => {
    const recordings = await client.recordings();
    expect(new Set(recordings.map((each) => each.operation)).size).toBeGreaterThan(7);
    expectValidAnswers(context, recordings);
  });
});
