import type { IntegrationRecord } from '@vmrkit/core';
import { parseIntegrationRecord } from '@vmrkit/core/composition';

/** The id of the record that the tests make manifests of. */
export const ID = 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10';

/** The shortest record, with `addIn` put into its section, in names of the wire. */
export function recordWith(addIn: Readonly<Record<string, unknown>> = {}): IntegrationRecord {
  const json = {
    id: ID,
    general: { name: 'Sales', enable_single_use_vmrs: false },
    add_in: { server_fqdn: 'vmr.example.com', ...addIn },
  };
  return parseIntegrationRecord(json, {
    plugins: { mailbox: {}, signIn: {}, roomSources: {}, callers: {} },
    deployment: { allowHttpLoopback: false },
  });
}

/** Everything of Microsoft 365 that a switch adds. */
export const everyPart = {
  delegates: true,
  mobile: true,
  smart_alerts: true,
  new_appointment: 'offer',
} as const;
