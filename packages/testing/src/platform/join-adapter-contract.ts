import { describe, it } from 'vitest';
import { type JoinAdapterCheckOptions, joinAdapterChecks } from './join-adapter-checks.ts';

/** What {@link joinAdapterContract} is told. */
export interface JoinAdapterContractOptions extends JoinAdapterCheckOptions {
  /** Name of the adapter, for the titles. */
  readonly name: string;
}

/**
 * Registers the tests that every JoinAdapter passes. Call it at the top of a test file. An adapter may leave the
 * conference's id and every reason out of its answers; what it must do is in the titles. One that authenticates is tried
 * by `secret` too.
 */
export function joinAdapterContract({ name, ...options }: JoinAdapterContractOptions): void {
  describe(`JoinAdapter contract: ${name}`, () => {
    for (const { title, run } of joinAdapterChecks(options)) it(title, run);
  });
}
