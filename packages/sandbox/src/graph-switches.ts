import { z } from 'zod';
import type { RealitySwitch } from './switches.ts';

/** Switches of Microsoft Graph, as a part of the schema of all switches. */
export const graphSwitchShape = {
  graphConcurrencyScope: z.enum(['app-and-mailbox', 'app']).default('app-and-mailbox'),
  graphBatchOverLimit: z.enum(['queued', 'refused']).default('queued'),
  graphExpiredDelta: z.enum(['gone', 'bad-request', 'camel-case']).default('gone'),
  graphDeltaTop: z.enum(['ignored', 'refused', 'whole-round']).default('ignored'),
  graphDeltaExpand: z.enum(['error', 'missing']).default('error'),
  graphDeltaRepeats: z.boolean().default(false),
  graphPropertyIds: z.enum(['canonical', 'as-asked']).default('canonical'),
  graphExtendedProperties: z.boolean().default(true),
  graphMessageType: z.enum(['derived', 'eventMessage']).default('derived'),
  graphTentativeSpelling: z.enum(['model', 'reference']).default('model'),
  graphMissingEvent: z.enum(['empty', 'null', 'absent']).default('empty'),
  graphICalUId: z.enum(['given', 'null', 'empty', 'absent']).default('given'),
  graphICalUIdFilter: z.boolean().default(true),
  graphOrganizer: z.enum(['given', 'null']).default('given'),
  graphExceptionHasPeople: z.boolean().default(true),
  graphCancelledPrefix: z.enum(['once', 'twice']).default('once'),
  graphRecurrenceTimeZone: z.enum(['given', 'empty']).default('given'),
  graphAnswerShown: z.enum(['at-once', 'late']).default('at-once'),
  graphComment: z.enum(['text', 'html']).default('text'),
  graphOnlineMeetingOnBodyPatch: z.enum(['kept', 'new-join-url', 'switched-off']).default('kept'),
  graphNotificationResource: z.enum(['path', 'parentheses', 'tenant']).default('path'),
  graphLifecycleShape: z.enum(['documented', 'bare']).default('documented'),
  graphRenewalValidates: z.boolean().default(false),
  graphRenewalAnswer: z.enum(['entity', 'no-content']).default('entity'),
};

/** Switches of Microsoft Graph as data, for tests that flip each one. */
export const graphRealitySwitches: readonly RealitySwitch[] = [
  {
    name: 'graphConcurrencyScope',
    question:
      'Is the limit of requests at a time counted for each application and mailbox, or for each application?',
    answers: ['app-and-mailbox', 'app'],
    standard: 'app-and-mailbox',
  },
  {
    name: 'graphBatchOverLimit',
    question:
      'Do the requests of a batch that are more than may run at a time wait, or are they refused with 429?',
    answers: ['queued', 'refused'],
    standard: 'queued',
  },
  {
    name: 'graphExpiredDelta',
    question:
      'How does a delta link that is too old answer: 410 SyncStateNotFound, 400, or 410 with the code in camel case?',
    answers: ['gone', 'bad-request', 'camel-case'],
    standard: 'gone',
  },
  {
    name: 'graphDeltaTop',
    question: 'Is $top of a delta query ignored, refused, or taken for the limit of the whole round?',
    answers: ['ignored', 'refused', 'whole-round'],
    standard: 'ignored',
  },
  {
    name: 'graphDeltaExpand',
    question: 'Is a delta query that expands extended properties a 500, or are they missing?',
    answers: ['error', 'missing'],
    standard: 'error',
  },
  {
    name: 'graphDeltaRepeats',
    question: 'Does a page of changes hold each entry twice?',
    answers: [false, true],
    standard: false,
  },
  {
    name: 'graphPropertyIds',
    question: 'Are the ids of extended properties given in one spelling, or as they were asked for?',
    answers: ['canonical', 'as-asked'],
    standard: 'canonical',
  },
  {
    name: 'graphExtendedProperties',
    question: 'Does the read of one item serve extended properties?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'graphMessageType',
    question: 'Is a request typed as eventMessageRequest, or as eventMessage only?',
    answers: ['derived', 'eventMessage'],
    standard: 'derived',
  },
  {
    name: 'graphTentativeSpelling',
    question:
      'Is meetingMessageType of a tentative answer spelt as in the model (a letter short) or as in the reference?',
    answers: ['model', 'reference'],
    standard: 'model',
  },
  {
    name: 'graphMissingEvent',
    question:
      'What is the event of a message whose meeting is not in the calendar: an empty object, null, or left out?',
    answers: ['empty', 'null', 'absent'],
    standard: 'empty',
  },
  {
    name: 'graphICalUId',
    question: 'Do events have an iCalUId?',
    answers: ['given', 'null', 'empty', 'absent'],
    standard: 'given',
  },
  {
    name: 'graphICalUIdFilter',
    question: 'May events be filtered by iCalUId?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'graphOrganizer',
    question: 'Do events name their organizer?',
    answers: ['given', 'null'],
    standard: 'given',
  },
  {
    name: 'graphExceptionHasPeople',
    question: 'Does an exception of a series name organizer and attendees?',
    answers: [true, false],
    standard: true,
  },
  {
    name: 'graphCancelledPrefix',
    question: "Is the prefix of a cancelled meeting's subject there once or twice?",
    answers: ['once', 'twice'],
    standard: 'once',
  },
  {
    name: 'graphRecurrenceTimeZone',
    question: "Does the recurrence of an attendee's copy name its time zone?",
    answers: ['given', 'empty'],
    standard: 'given',
  },
  {
    name: 'graphAnswerShown',
    question: 'Does an event show an answer at once, or a little after the 202?',
    answers: ['at-once', 'late'],
    standard: 'at-once',
  },
  {
    name: 'graphComment',
    question: 'Is the comment of an answer plain text or HTML?',
    answers: ['text', 'html'],
    standard: 'text',
  },
  {
    name: 'graphOnlineMeetingOnBodyPatch',
    question: "What does a written body do to the event's online meeting, whose block it has kept?",
    answers: ['kept', 'new-join-url', 'switched-off'],
    standard: 'kept',
  },
  {
    name: 'graphNotificationResource',
    question:
      'How is the resource of a notification written: Users/…/Messages/…, with parentheses, or with the tenant?',
    answers: ['path', 'parentheses', 'tenant'],
    standard: 'path',
  },
  {
    name: 'graphLifecycleShape',
    question: 'Do lifecycle notifications have the documented fields, or few and other ones?',
    answers: ['documented', 'bare'],
    standard: 'documented',
  },
  {
    name: 'graphRenewalValidates',
    question: 'Is the endpoint asked for its handshake again when a subscription is renewed or reauthorized?',
    answers: [false, true],
    standard: false,
  },
  {
    name: 'graphRenewalAnswer',
    question: 'Is a renewal answered with 200 and the subscription, or with 204?',
    answers: ['entity', 'no-content'],
    standard: 'entity',
  },
];
