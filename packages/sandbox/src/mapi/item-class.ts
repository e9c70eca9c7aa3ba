import type { Item } from '../model/item.ts';

/** Key of PidTagMessageClass, under which a mail keeps the class that its client gave it. */
export const MESSAGE_CLASS_KEY = `tag:${0x001a}`;

const endings: Readonly<Record<string, string>> = { Accept: 'Pos', Tentative: 'Tent', Decline: 'Neg' };

/** The message class of an item ([MS-OXCMSG] 2.2.1.3, [MS-OXOCAL] 2.2.6 to 2.2.9). */
export function itemClassOf(item: Item): string {
  switch (item.kind) {
    case 'calendar':
      return 'IPM.Appointment';
    case 'meeting-request':
      return 'IPM.Schedule.Meeting.Request';
    case 'meeting-cancellation':
      return 'IPM.Schedule.Meeting.Canceled';
    case 'meeting-response':
      return `IPM.Schedule.Meeting.Resp.${endings[item.responseType] ?? 'Pos'}`;
    default: {
      const given = item.extended.get(MESSAGE_CLASS_KEY)?.value;
      return typeof given === 'string' ? given : 'IPM.Note';
    }
  }
}
