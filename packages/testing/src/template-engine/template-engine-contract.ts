import type { TemplateEngine } from '@vmrkit/core';
import { registerChecks } from '../contract-check.ts';
import { templateEngineChecks } from './template-engine-checks.ts';

/** What {@link templateEngineContract} is told. */
export interface TemplateEngineContractOptions {
  /** Name of the engine, for the titles. */
  readonly name: string;
  /** A new engine. */
  readonly create: () => TemplateEngine;
}

/** Registers the tests that every {@link TemplateEngine} passes. Call it at the top of a test file. */
export function templateEngineContract({ name, create }: TemplateEngineContractOptions): void {
  registerChecks(`TemplateEngine contract: ${name}`, templateEngineChecks, {
    withSubject: async (act) => act(create()),
  });
}
