import type { HeldReservation, Unobtainable } from '../allocation/held-reservation.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import type { Instant } from '../time/instant.ts';
import type { Decided, FulfilDeps } from './fulfil.ts';
import { applyIntent, facts, now, policy, request } from './meeting.fixture.ts';

const texts: FulfilDeps['texts'] = {
  conferenceName: ({ subject, organizer_name }) =>
    subject === 'Nameless' ? '' : `${subject} (${organizer_name})`,
  conferenceDescription: ({ organizer_email }) => `for ${organizer_email}`,
  conferenceSubject: ({ subject }) => String(subject),
  aliasDescription: ({ alias, subject }) => `${alias}: ${subject}`,
  joiningInstructions: () => '',
  joinTarget: () => null,
  placeholder: () => '',
  answer: () => '',
};

/** Claims by id and reservations by fate, in memory. */
export class FixtureReservations implements Pick<ReservationService, 'hold' | 'bind' | 'redeem'> {
  readonly claims = new Map<string, string>();
  fate: Unobtainable | null = null;

  async hold(claimId: string, holder: string): Promise<boolean> {
    if ((this.claims.get(claimId) ?? holder) !== holder) return false;
    this.claims.set(claimId, holder);
    return true;
  }

  async bind(id: string): Promise<HeldReservation | Unobtainable> {
    return (
      this.fate ?? {
        id,
        alias: `${id}@vmr.example`,
        numericAlias: '123456',
        pins: null,
        language: null,
        tag: `PXPS:-${id}#`,
        mailboxId: 'mailbox-1',
        correlationId: 'c',
      }
    );
  }

  redeem({ tokenHash }: { readonly tokenHash: string }) {
    return this.bind(`token-${tokenHash}`);
  }
}

export function deps(book: FixtureReservations, at: Instant = now): FulfilDeps {
  const clock = { now: () => at, monotonicMs: () => 0, sleep: async () => undefined };
  const random = { bytes: (count: number) => new Uint8Array(count).fill(5) };
  return { policy, texts, reservations: book as never, clock, random };
}

export function decided(over: Partial<Decided> = {}): Decided {
  return {
    meeting: null,
    message: request(),
    facts: facts(),
    intent: applyIntent(),
    correlationId: 'c',
    ...over,
  };
}
