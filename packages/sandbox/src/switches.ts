import { z } from 'zod';
import { graphSwitchShape } from './graph-switches.ts';

/** A fact about Exchange that is not documented or not the same everywhere, and the answers it may have. */
export interface RealitySwitch {
  readonly name: keyof RealitySwitches;
  /** What is in question, in one sentence. */
  readonly question: string;
  /** Every answer that the simulation can give. */
  readonly answers: readonly (boolean | string)[];
  /** The answer that it gives unless told otherwise. */
  readonly standard: boolean | string;
}

/** Schema and standard answers of all switches. */
export const realitySwitchesSchema = z.strictObject({
  calendarEntryBeforeAccept: z.boolean().default(false),
  severalAnswersInOneCreateItem: z.enum(['all', 'first-only', 'error']).default('all'),
  sequenceOnCancellation: z.boolean().default(true),
  requestMovedAfterAccept: z.boolean().default(true),
  responseItemsEmpty: z.boolean().default(true),
  secondAnswer: z.enum(['not-found', 'out-of-date', 'allowed']).default('not-found'),
  organizerAddressAsExInFindItem: z.boolean().default(true),
  peopleInGetItem: z.enum(['smtp', 'ex-with-headers', 'ex']).default('smtp'),
  cancellationForRemovalLooksReal: z.boolean().default(true),
  removalRaisesMeetingSequence: z.boolean().default(true),
  uidHasDate: z.boolean().default(false),
  syncStateExpiredShape: z.enum(['response-error', 'fault']).default('response-error'),
  extendedPropertyNamedByGuid: z.boolean().default(false),
  startTimeZoneId: z.enum(['given', 'absent', 'refused']).default('given'),
  dateTimeStampGiven: z.boolean().default(true),
  answerCopyInSentItems: z.boolean().default(true),
  subscriptionSurvivesClosed: z.boolean().default(true),
  articleNumberServed: z.boolean().default(true),
  ownEntryTells: z.enum(['state-and-response', 'state', 'response']).default('state-and-response'),
  ...graphSwitchShape,
});

/** The answers that a simulation gives; see {@link realitySwitches} for the questions. */
export type RealitySwitches = z.infer<typeof realitySwitchesSchema>;

/** Switches of the model and of EWS as data, for tests that flip each one. */
export const realitySwitches: readonly RealitySwitch[] = [
  {
    name: 'calendarEntryBeforeAccept',
    question: 'Under processing None, does the calendar show a meeting before its request was answered?',
    answers: [false, true],
    standard: false,
  },
  {
    name: 'severalAnswersInOneCreateItem',
    question: 'Are several response objects in one CreateItem all carried out?',
    answers: ['all', 'first-only', 'error'],
    standard: 'all',
  },
  {
    name: 'sequenceOnCancellation',
    question: 'Does a cancellation carry the sequence number (set Appointment, id 0x8201)?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'requestMovedAfterAccept',
    question: 'Does an answered request move to Deleted Items (and so get a new id)?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'responseItemsEmpty',
    question: 'Is m:Items of a successful answer empty, or does it name the calendar item?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'secondAnswer',
    question: 'What happens to a second answer to the same request?',
    answers: ['not-found', 'out-of-date', 'allowed'],
    standard: 'not-found',
  },
  {
    name: 'organizerAddressAsExInFindItem',
    question: 'Does FindItem give internal addresses with RoutingType EX instead of SMTP?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'peopleInGetItem',
    question:
      'Does GetItem give internal people by SMTP address, or of type EX without the SMTP properties, and do headers tell their addresses then?',
    answers: ['smtp', 'ex-with-headers', 'ex'],
    standard: 'smtp',
  },
  {
    name: 'cancellationForRemovalLooksReal',
    question: 'Does the cancellation that a removed attendee gets look like that of a cancelled meeting?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'removalRaisesMeetingSequence',
    question: 'Does removing an attendee raise the sequence of the meeting, or of the cancellation only?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'uidHasDate',
    question: 'Does the UID of one instance contain the date of the instance?',
    answers: [false, true],
    standard: false,
  },
  {
    name: 'syncStateExpiredShape',
    question: 'Does an expired sync state give an error for the response message or a SOAP fault?',
    answers: ['response-error', 'fault'],
    standard: 'response-error',
  },
  {
    name: 'extendedPropertyNamedByGuid',
    question: 'Is an extended property asked for by set name answered by set GUID?',
    answers: [false, true],
    standard: false,
  },
  {
    name: 'startTimeZoneId',
    question: 'Is calendar:StartTimeZoneId given, left out, or refused as an unknown property?',
    answers: ['given', 'absent', 'refused'],
    standard: 'given',
  },
  {
    name: 'dateTimeStampGiven',
    question: 'Do meeting messages carry DateTimeStamp?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'answerCopyInSentItems',
    question: 'Does SendAndSaveCopy leave a copy of an answer in Sent Items that names its meeting?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'articleNumberServed',
    question: 'Do messages carry their number in the folder (PidTagInternetArticleNumber, tag 0x0E23)?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'ownEntryTells',
    question:
      "Does an organizer's own entry tell so by AppointmentState and MyResponseType, or by one of them, the state being left out or the response Unknown?",
    answers: ['state-and-response', 'state', 'response'],
    standard: 'state-and-response',
  },
  {
    name: 'subscriptionSurvivesClosed',
    question: 'May a subscription be used again after its stream ended with ConnectionStatus Closed?',
    answers: [true, false],
    standard: true,
  },
];
