import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidAnswers } from '../../test-support/schema-faults.ts';
import {
  answerRequest,
  equipment,
  inviteRoom,
  organizer,
  startTestBed,
  type TestBed,
} from '../../test-support/soap-client.ts';
import type { Recording } from '../http/recorder.ts';

let bed: TestBed;
const recorded: Recording[] = [];

beforeEach(async () => {
  bed = await startTestBed({ record: true });
});

afterEach(async () => {
  recorded.push(...(await bed.client.recordings()));
  await bed.sandbox.close();
});

async function mimeOf(id: string, as = equipment, wish = '<t:FieldURI FieldURI="item:MimeContent"/>') {
  const shape = wish.startsWith('<t:FieldURI')
    ? `<t:AdditionalProperties>${wish}</t:AdditionalProperties>`
    : wish;
  const answer = await bed.call(
    `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>${shape}</m:ItemShape>` +
      `<m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:GetItem>`,
    { as },
  );
  return Buffer.from(answer.texts('MimeContent')[0] ?? '', 'base64').toString('utf8');
}

async function messageOf(owner = equipment) {
  const [item] = await bed.client.folder(owner, 'inbox');
  return readMessage(await mimeOf(item?.id ?? '', owner));
}

/** Headers without folds, and the parts decoded. */
function readMessage(mime: string) {
  const [head = '', ...rest] = mime.split('\r\n\r\n');
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? '';
  const parts = rest.join('\r\n\r\n').split(`--${boundary}`).slice(1, -1);
  return {
    headers: head.replace(/\r\n[ \t]/g, ' ').split('\r\n'),
    parts: parts.map((each) => {
      const [type = '', content = ''] = each.trim().split('\r\n\r\n');
      return { type: type.split('\r\n')[0], text: unfold(Buffer.from(content, 'base64').toString('utf8')) };
    }),
  };
}

const unfold = (text: string) => text.replace(/\r\n /g, '').split('\r\n');

describe('a meeting message as MIME', () => {
  it('is asked for by FieldURI or by IncludeMimeContent, and is not there otherwise', async () => {
    await inviteRoom(bed.client);
    const [item] = await bed.client.folder(equipment, 'inbox');
    const id = item?.id ?? '';
    const byField = await mimeOf(id);
    expect(byField).toContain('Content-Type: text/calendar; charset=utf-8; method=REQUEST');
    expect(await mimeOf(id, equipment, '<t:IncludeMimeContent>true</t:IncludeMimeContent>')).toBe(byField);
    expect(await mimeOf(id, equipment, '')).toBe('');
  });

  it('has the headers of a message, a text and a calendar', async () => {
    await inviteRoom(bed.client, 'Grüße, R&D 🎉');
    const { headers, parts } = await messageOf();
    const subject = headers.find((each) => each.startsWith('Subject: '))?.slice(9) ?? '';
    const words = [...subject.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)].map((each) => each[1] ?? '');
    expect(words.map((each) => Buffer.from(each, 'base64').toString('utf8')).join('')).toBe('Grüße, R&D 🎉');
    expect(headers).toContain('To: Room <room@corp.example>');
    expect(headers).toContain('From: Anna <anna@corp.example>');
    expect(headers.filter((each) => /^(Date|Message-ID|MIME-Version): ./.test(each))).toHaveLength(3);
    expect(headers).toContain('X-MS-Exchange-Organization-AuthAs: Internal');
    expect(parts.map(({ type }) => type)).toEqual([
      'Content-Type: text/html; charset=utf-8',
      'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
    ]);
    expect(parts[0]?.text.join('\n')).toContain('<p>R&amp;D PXPS:-1#</p>');
    expect(parts[1]?.text).toEqual(
      expect.arrayContaining([
        'METHOD:REQUEST',
        'SUMMARY:Grüße\\, R&D 🎉',
        'DTSTART;TZID="W. Europe Standard Time":20990302T100000',
        'SEQUENCE:0',
        'ORGANIZER;CN="Anna":mailto:anna@corp.example',
      ]),
    );
  });

  it('tells a series with its time zone, its rule, what changed and what was deleted', async () => {
    const { meeting } = await inviteRoom(bed.client, 'Weekly', true);
    const name = { organizer, cleanId: meeting.cleanId };
    await bed.client.updateOccurrence(name, { originalStart: '2099-03-09T09:00:00Z', subject: 'Moved' });
    await bed.client.cancelOccurrence(name, { originalStart: '2099-03-16T09:00:00Z' });
    const [entry] = await bed.client.folder(organizer, 'calendar');
    const lines = unfold(await mimeOf(entry?.id ?? '', organizer));
    expect(lines.slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'METHOD:PUBLISH']);
    expect(lines).toEqual(
      expect.arrayContaining([
        'TZID:W. Europe Standard Time',
        'TZOFFSETTO:+0200',
        'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
        'RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=SU;COUNT=3',
        'EXDATE;TZID="W. Europe Standard Time":20990316T100000',
        'RECURRENCE-ID;TZID="W. Europe Standard Time":20990309T100000',
        'SUMMARY:Moved',
      ]),
    );
    expect(lines.filter((each) => each === `UID:${meeting.uid}`)).toHaveLength(2);
  });

  it('is a CANCEL when the meeting is cancelled, and a REPLY of the one who answers', async () => {
    const { meeting } = await inviteRoom(bed.client);
    const [request] = await bed.client.folder(equipment, 'inbox');
    await bed.call(answerRequest([request?.id ?? '']));
    const reply = (await messageOf(organizer)).parts[1]?.text ?? [];
    expect(reply).toContain('METHOD:REPLY');
    expect(reply.filter((each) => each.startsWith('ATTENDEE'))).toEqual([
      'ATTENDEE;PARTSTAT=ACCEPTED;CN="Room":mailto:room@corp.example',
    ]);
    await bed.client.cancel({ organizer, cleanId: meeting.cleanId });
    const cancelled = (await messageOf()).parts[1]?.text;
    expect(cancelled).toEqual(expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED']));
  });

  it('lets no markup or line of a name or subject through', async () => {
    await bed.client.mail({ from: organizer, to: [equipment], subject: 'a\r\nBcc: eve@elsewhere.example' });
    const [item] = await bed.client.folder(equipment, 'inbox');
    expect(await mimeOf(item?.id ?? '')).not.toContain('\nBcc:');
  });

  it('has no line of more than 75 bytes in its calendar', async () => {
    await inviteRoom(bed.client, 'ü€😀'.repeat(60));
    const [entry] = await bed.client.folder(organizer, 'calendar');
    const calendar = await mimeOf(entry?.id ?? '', organizer);
    expect(Math.max(...calendar.split('\r\n').map((each) => Buffer.byteLength(each)))).toBeLessThanOrEqual(
      75,
    );
    expect(unfold(calendar)).toContain(`SUMMARY:${'ü€😀'.repeat(60)}`);
  });
});

describe('all of the above', () => {
  it('gave answers that are valid against the EWS schema', (context) => {
    expectValidAnswers(context, recorded);
  });
});
