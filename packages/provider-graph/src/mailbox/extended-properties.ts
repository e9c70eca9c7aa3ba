import { z } from 'zod';

const MEETING = '{6ed8da90-450b-101b-98da-00aa003f1305}';
const APPOINTMENT = '{00062002-0000-0000-c000-000000000046}';
const HEADERS = '{00020386-0000-0000-c000-000000000046}';
/** Property set of our own. */
const OWN = '{6f1c9c1e-52a8-4d0b-8b7a-7a3d0c5f2b11}';

/** Extended properties by the names that Graph has for them ([MS-OXOCAL], [MS-OXPROPS]). */
export const EXTENDED = {
  /** PidLidCleanGlobalObjectId ([MS-OXOCAL] 2.2.1.28). */
  cleanGlobalObjectId: `Binary ${MEETING} Id 0x23`,
  /** PidLidGlobalObjectId, with the instance's date ([MS-OXOCAL] 2.2.1.27). */
  globalObjectId: `Binary ${MEETING} Id 0x3`,
  /** PidLidOwnerCriticalChange ([MS-OXOCAL] 2.2.1.34). */
  ownerCriticalChange: `SystemTime ${MEETING} Id 0x1A`,
  /** PidLidAppointmentSequence ([MS-OXOCAL] 2.2.1.1). */
  sequence: `Integer ${APPOINTMENT} Id 0x8201`,
  /** PidLidAppointmentAuxiliaryFlags ([MS-OXOCAL] 2.2.1.3). */
  auxiliaryFlags: `Integer ${APPOINTMENT} Id 0x8207`,
  /** PidLidExceptionReplaceTime: pattern start of the instance that a message is about. */
  exceptionReplaceTime: `SystemTime ${APPOINTMENT} Id 0x8228`,
  /** Written by the organisation's own transport, which strips it from what comes from outside. */
  authAs: `String ${HEADERS} Name X-MS-Exchange-Organization-AuthAs`,
  contentLanguage: `String ${HEADERS} Name Content-Language`,
  /** PidTagSentRepresentingSmtpAddress. */
  representedAddress: 'String 0x5D02',
  /** PidTagSenderSmtpAddress. */
  senderAddress: 'String 0x5D01',
  /** PidTagInternetArticleNumber: rises with each item that comes into the folder. */
  articleNumber: 'Integer 0xE23',
  /** The mark of the deployment that works a mailbox, on its inbox. */
  mark: `String ${OWN} Name VmrkitMark`,
  /** Which request a mail of ours answers, and how. */
  answer: `String ${OWN} Name VmrkitAnswer`,
} as const;

/** Names of the properties. */
export type ExtendedName = keyof typeof EXTENDED;

export const extendedSchema = z
  .array(z.object({ id: z.string(), value: z.string().nullish() }))
  .nullish()
  .catch(null);

/** An item with the extended properties that were asked for; their absence is normal. */
export interface WithExtended {
  readonly singleValueExtendedProperties?: z.output<typeof extendedSchema>;
}

/** What is put into `$expand` to get these properties; not encoded. */
export function expandOf(names: readonly ExtendedName[]): string {
  const wanted = names.map((name) => `id eq '${EXTENDED[name]}'`).join(' or ');
  return `singleValueExtendedProperties($filter=${wanted})`;
}

/** Value of a property; null where it was not served. Graph writes its id in any case, and numbers in any length. */
export function extendedOf(item: WithExtended, name: ExtendedName): string | null {
  const wanted = normalised(EXTENDED[name]);
  const found = item.singleValueExtendedProperties?.find(({ id }) => normalised(id) === wanted);
  return found?.value?.trim() || null;
}

function normalised(id: string): string {
  return id.toLowerCase().replace(/\b0x0*([0-9a-f]+)/, '0x$1');
}
