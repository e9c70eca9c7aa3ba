import type { MessageEnvelope, Participant } from '../mailbox/meeting-message.ts';

/** Who organizes the meeting as the message has it; some cancellations name only their sender. */
export function organizerOf(message: Pick<MessageEnvelope, 'organizer' | 'sender'>): Participant | null {
  return message.organizer ?? message.sender;
}

/** Whether two people are one. */
export function sameAddress(a: Participant | null, b: Participant | null): boolean {
  return a !== null && b !== null && addressOf(a) === addressOf(b);
}

/** A person's address as addresses are compared; empty: nobody's. */
export function addressOf(person: Participant | null): string {
  return person?.email.toLowerCase() ?? '';
}
