import { createEntra, type Entra } from '@vmrkit/sandbox';
import { application, people } from './people.ts';

/** A simulated Entra for the Outlook of Microsoft 365. */
export interface DemoEntra {
  readonly entra: Entra;
  /** Proof of who calls, as it stands in a record. */
  readonly caller: object;
  /** Where the simulated Outlook gets its tokens. */
  readonly nestedUrl: string;
}

/** The add-in's registration. */
const addIn = '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c11';

/** Starts it with everybody of the organization. */
export async function startEntra(): Promise<DemoEntra> {
  const { tenantId } = application;
  const users = [people.organizer, people.attendee].map(({ email, name }) => ({
    username: email,
    mail: email,
    name,
  }));
  const settings = { tenants: [{ tenantId, users }], apps: [{ clientId: addIn }] };
  const entra = await createEntra({ settings });
  const verified = { client_id: addIn, tenant_ids: [tenantId], authority: entra.origin };
  const nestedUrl = `${entra.origin}/${tenantId}/nested-app-token`;
  return { entra, caller: { provider: 'entra', settings: verified }, nestedUrl };
}
