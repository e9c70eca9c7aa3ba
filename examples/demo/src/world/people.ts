/** Addresses and passwords of the simulated Exchange. None of them exists anywhere else. */
export const people = {
  organizer: { email: 'alice@corp.example', name: 'Alice Martin' },
  attendee: { email: 'bob@corp.example', name: 'Bob Okafor' },
  outsider: { email: 'mallory@outside.example', name: 'Mallory' },
} as const;

/** Equipment mailboxes of the two integrations. */
export const equipment = {
  sales: { email: 'vmr-sales@corp.example', name: 'VMR booking' },
  support: { email: 'vmr-support@corp.example', name: 'VMR booking (support)' },
} as const;

/** The service account that may act in every mailbox of the simulation. */
export const serviceAccount = { username: 'svc-vmr@corp.example', password: 'only-in-the-sandbox' } as const;
