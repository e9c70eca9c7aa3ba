/** Addresses and passwords of the simulated Exchange. None of them exists anywhere else. */
export const people = {
  organizer: { email: 'alice@corp.example', name: 'Alice Martin' },
  attendee: { email: 'bob@corp.example', name: 'Bob Okafor' },
  outsider: { email: 'mallory@outside.example', name: 'Mallory' },
} as const;

/** Somebody without a personal room, who is there when the story needs them. */
export const colleague = { email: 'dana@corp.example', name: 'Dana Weber' } as const;

/** Equipment mailboxes of the two integrations. */
export const equipment = {
  sales: { email: 'vmr-sales@corp.example', name: 'VMR booking' },
  support: { email: 'vmr-support@corp.example', name: 'VMR booking (support)' },
} as const;

/** The service account that may act in every mailbox of the simulation. */
export const serviceAccount = { username: 'svc-vmr@corp.example', password: 'only-in-the-sandbox' } as const;

/** The application that calls Microsoft Graph; its tenant is the sandbox's own. */
export const application = {
  tenantId: '11111111-2222-4333-8444-555555555555',
  clientId: '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c10',
  clientSecret: 'only-in-the-sandbox',
} as const;
