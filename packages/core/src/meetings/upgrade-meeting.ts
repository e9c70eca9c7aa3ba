import type { JsonObject } from '../store/document-collection.ts';

/** What version 1 of a meeting held otherwise than version 2. */
interface FirstMeeting {
  readonly vouched: boolean;
  readonly foretold: readonly FirstNews[];
  readonly version: object | null;
  readonly instances: readonly FirstNews[];
  readonly conference: { readonly reservedBy: object } | null;
  readonly journal: readonly object[];
  readonly outbox: readonly { readonly kind: string }[];
}

/** Something that a message said, and the message's place in the order of versions. */
interface FirstNews {
  readonly version: object;
}

/**
 * Version 1 to 2: two fields get names that say what they are, aliases a description, messages a place in their meeting's
 * journal. Of a message that came before, the mailbox, the article number and the place were not kept.
 */
export function upgradeFirstMeeting(old: JsonObject): JsonObject {
  const { vouched, foretold, ...rest } = old as unknown as FirstMeeting;
  const { version, instances, conference, journal, outbox } = rest;
  return {
    ...rest,
    fromTrustedSender: vouched,
    pendingCancellations: foretold.map(withPlace),
    version: version && placed(version),
    instances: instances.map(withPlace),
    conference: conference && {
      aliasDescription: '',
      ...conference,
      reservedBy: placed(conference.reservedBy),
    },
    journal: journal.map((entry, at) => ({ number: at + 1, ...entry })),
    outbox: outbox.map((entry) => (entry.kind === 'organizer-update' ? { version: null, ...entry } : entry)),
  };
}

function withPlace(news: FirstNews): FirstNews {
  return { ...news, version: placed(news.version) };
}

function placed(version: object): object {
  return { mailboxId: '', articleNumber: null, arrival: 0, ...version };
}
