import type { SandboxClient } from '@vmrkit/sandbox';

type Forgery = Parameters<SandboxClient['forgeMany']>[0][number];

/** Mail that nobody asked for. */
export interface FloodOptions {
  readonly mails: number;
  /** Addresses outside the organisation that it comes from, in turn. */
  readonly senders: number;
  readonly to: string;
}

/** Meeting requests without a tag, from outside. */
export function floodFrom({ mails, senders, to }: FloodOptions): Forgery[] {
  return Array.from({ length: mails }, (_, place) => ({
    kind: 'request',
    to: [to],
    from: { email: `stranger-${place % senders}@outside.example`, name: 'Stranger' },
    internal: false,
    subject: `Offer ${place}`,
    body: '<p>Do not miss this.</p>',
  }));
}
