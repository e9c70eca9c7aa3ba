import {
  equipmentMailboxContract,
  mailboxProviderContract,
  organizerCalendarsContract,
} from '@vmrkit/testing';
import { createSandboxWorld } from './test-support/sandbox-world.ts';

equipmentMailboxContract('Graph against the sandbox', () => createSandboxWorld());
mailboxProviderContract('Graph against the sandbox', () =>
  createSandboxWorld({ provider: { limits: { poll_interval_ms: 2_000 } } }),
);
organizerCalendarsContract('Graph against the sandbox', () => createSandboxWorld());
