import { z } from 'zod';
import { emailAddress, hostname, label, uuid } from './fields.ts';

/** Name of a plugin; one that is not installed is refused afterwards. */
const providerName = z.string().max(64);

/** A provider's own settings; the plugin's schema judges them afterwards. */
const settings = z.record(z.string(), z.unknown()).default({});

const equipmentMailbox = z.strictObject({
  id: uuid,
  /** Name of the Exchange resource. */
  name: label(256).min(1),
  email: emailAddress,
  /** `draining` mailboxes get no new meetings; theirs are served to the end. */
  state: z.enum(['active', 'draining']).default('active'),
});

/** The provider that reads and answers equipment mailboxes, and the pool of them. */
export const mailboxSection = z.strictObject({
  provider: providerName,
  settings,
  mailboxes: z.array(equipmentMailbox).max(100).default([]),
});

/**
 * Another way to organizers' calendars than `mailbox`'s own, for some domains. An entry without domains
 * serves all that no other entry names.
 */
export const organizerAccessEntry = z.strictObject({
  provider: providerName,
  settings,
  domains: z.array(hostname).max(500).default([]),
});

/** One kind of proof by which callers of the add-in show who they are, and what verifies it. */
export const callersEntry = z.strictObject({ provider: providerName, settings });

/** Where personal VMRs are kept, if not in the store. */
export const roomSourceSection = z.strictObject({ provider: providerName, settings });

/** The provider that signs users in for their personal VMRs. */
export const signInSection = z.strictObject({ provider: providerName, settings });
