import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import ews from 'ews-javascript-api';

/**
 * What (a) compares the manager with: the program that somebody writes in a day with ews-javascript-api, after its
 * documentation. It reads the inbox page by page, and for each meeting request reads the message, finds the tag, gives
 * out a number that nobody has, keeps it, and accepts with a text. `--lanes` of them at a time. Ends by a signal.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    mailbox: { type: 'string', default: '' },
    username: { type: 'string', default: '' },
    password: { type: 'string', default: '' },
    file: { type: 'string', default: '' },
    lanes: { type: 'string', default: '1' },
  },
});
const PAGE = 100;
const PAUSE_MS = 100;
const lanes = Number(values.lanes);

const service = new ews.ExchangeService(ews.ExchangeVersion.Exchange2013_SP1, ews.TimeZoneInfo.Utc);
service.Url = new ews.Uri(values.url);
service.Credentials = new ews.WebCredentials(values.username, values.password);
service.ImpersonatedUserId = new ews.ImpersonatedUserId(ews.ConnectingIdType.SmtpAddress, values.mailbox);

const database = new DatabaseSync(values.file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec('CREATE TABLE rooms (alias TEXT PRIMARY KEY, meeting TEXT UNIQUE, begins TEXT, ends TEXT)');
const insert = database.prepare('INSERT OR IGNORE INTO rooms VALUES (?, ?, ?, ?)');
const find = database.prepare('SELECT alias FROM rooms WHERE meeting = ?');

process.stdout.write('ready\n');
for (;;) {
  const waiting = await requestsInInbox();
  let next = 0;
  const lane = async () => {
    for (; next < waiting.length; ) {
      const id = waiting[next];
      next += 1;
      if (id !== undefined) await answer(id);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

async function requestsInInbox(): Promise<readonly ews.ItemId[]> {
  const view = new ews.ItemView(PAGE);
  view.PropertySet = new ews.PropertySet(ews.BasePropertySet.IdOnly, [ews.ItemSchema.ItemClass]);
  const { Items } = await service.FindItems(ews.WellKnownFolderName.Inbox, view);
  return Items.filter((item) => item instanceof ews.MeetingRequest).map(({ Id }) => Id);
}

async function answer(id: ews.ItemId): Promise<void> {
  const wanted = new ews.PropertySet(ews.BasePropertySet.FirstClassProperties);
  const request = await ews.MeetingRequest.Bind(service, id, wanted);
  const tag = /PXPS:-[^#]*#/.exec(request.Body.Text)?.[0];
  if (tag === undefined) {
    await request.Decline(true);
    return;
  }
  const meeting = request.ICalUid;
  const times = [request.Start.ToISOString(), request.End.ToISOString()] as const;
  let alias = find.get(meeting)?.alias;
  for (; alias === undefined; alias = find.get(meeting)?.alias) {
    insert.run(`55${String(randomInt(1_000_000)).padStart(6, '0')}`, meeting, ...times);
  }
  const acceptance = request.CreateAcceptMessage(false);
  acceptance.Body = new ews.MessageBody(ews.BodyType.HTML, `<p>Your room is ${alias}@vmr.corp.example.</p>`);
  try {
    await acceptance.SendAndSaveCopy();
  } catch (error) {
    // The library does not understand answers without items; Exchange has sent it.
    if (!(error instanceof TypeError)) throw error;
  }
}
