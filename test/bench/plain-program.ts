import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  BasePropertySet,
  BodyType,
  ConnectingIdType,
  ExchangeService,
  ExchangeVersion,
  ImpersonatedUserId,
  type ItemId,
  ItemView,
  MeetingRequest,
  MessageBody,
  PropertySet,
  Uri,
  WebCredentials,
  WellKnownFolderName,
} from 'ews-javascript-api';

/**
 * The straightforward program that the manager is compared with: it looks into an inbox, loads each meeting request,
 * writes down its room and accepts, `--at-once` of them at a time. It has no lease, no journal, no series, no mail
 * that goes wrong. Prints a line when it begins, and ends when `--count` were answered.
 */
const text = { type: 'string', default: '' } as const;
const { values } = parseArgs({
  options: {
    url: text,
    user: text,
    password: text,
    mailbox: text,
    rooms: text,
    count: text,
    'at-once': text,
  },
});
const PAGE = 100;

const service = new ExchangeService(ExchangeVersion.Exchange2013_SP1);
service.Url = new Uri(values.url);
service.Credentials = new WebCredentials(values.user, values.password);
service.ImpersonatedUserId = new ImpersonatedUserId(ConnectingIdType.SmtpAddress, values.mailbox);

const wanted = Number(values.count);
let answered = 0;
process.stdout.write('begins\n');
while (answered < wanted) {
  const view = new ItemView(PAGE);
  view.PropertySet = new PropertySet(BasePropertySet.IdOnly);
  const { Items: found } = await service.FindItems(WellKnownFolderName.Inbox, view);
  const waiting = found.map(({ Id }) => Id);
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await answer(id);
  };
  await Promise.all(Array.from({ length: Number(values['at-once']) }, work));
}
process.stdout.write('ended\n');

async function answer(id: ItemId): Promise<void> {
  const properties = new PropertySet(BasePropertySet.FirstClassProperties);
  properties.RequestedBodyType = BodyType.HTML;
  const request = await MeetingRequest.Bind(service, id, properties);
  const alias = /\d+@[\w.]+/.exec(request.Body.Text)?.[0] ?? '';
  const room = {
    alias,
    subject: request.Subject,
    start: request.Start.ToISOString(),
    end: request.End.ToISOString(),
  };
  appendFileSync(values.rooms, `${JSON.stringify(room)}\n`);
  const acceptance = request.CreateAcceptMessage(false);
  acceptance.Body = new MessageBody(BodyType.HTML, `<p>Your room is ready: ${alias}</p>`);
  await acceptance.SendAndSaveCopy();
  answered += 1;
}
