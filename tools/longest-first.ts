import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The test files that take longest, longest first. Without notes of an earlier run vitest begins with the largest
 * files; one of these begun last would keep a single processor at work while the others idle.
 */
export const longest: readonly string[] = [
  'test/browser/pane-faults.test.ts',
  'test/browser/personal.test.ts',
  'test/e2e/demo-once.test.ts',
  'test/e2e/scenarios-over-graph.test.ts',
  'test/e2e/scenarios-over-ews.test.ts',
  'test/faults/kill-loop.test.ts',
  'test/e2e/several-managers.test.ts',
  'test/e2e/migration.test.ts',
  'test/e2e/reality.test.ts',
  'test/e2e/connection-tried.test.ts',
  'test/e2e/log-device.test.ts',
  'test/e2e/recovery.test.ts',
  'packages/provider-ews/src/sandbox-contract.test.ts',
  'packages/provider-graph/src/sandbox-contract.test.ts',
  'test/faults/explorer/faults.test.ts',
  'test/histories/random-histories.test.ts',
  'packages/templates-nunjucks/src/mutated-templates.test.ts',
  'packages/provider-ews/src/account/ews-accounts.test.ts',
  'packages/core/src/message-body/large-body.test.ts',
  'packages/testing/src/mailbox/fakes/fake-worlds-contract.test.ts',
  'packages/provider-ews/src/streaming/streams.test.ts',
  'packages/core/src/allocation/claims-model.test.ts',
  'packages/core/src/integration/save-integration.test.ts',
];

/** Begins, within each project, with {@link longest}; the others in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    const place = ({ project, moduleId }: TestSpecification) => {
      const at = longest.indexOf(relative(project.config.root, moduleId));
      return at < 0 ? longest.length : at;
    };
    return sorted.sort(
      (one, other) =>
        projects.indexOf(one.project.name) - projects.indexOf(other.project.name) ||
        place(one) - place(other),
    );
  }
}
