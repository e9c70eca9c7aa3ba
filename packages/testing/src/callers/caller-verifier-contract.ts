import { registerChecks } from '../contract-check.ts';
import { callerVerifierChecks, type VerifierWorld } from './caller-verifier-checks.ts';

/** The contract of `CallerVerifier`; `create` is called before each test. */
export function callerVerifierContract(name: string, create: () => Promise<VerifierWorld>): void {
  registerChecks(`CallerVerifier contract: ${name}`, callerVerifierChecks, {
    withSubject: async (act) => act(await create()),
  });
}
