import { NotFoundError } from '@vmrkit/core';
import { FakeClock, recordingLogger } from '@vmrkit/testing';
import { expect, it, vi } from 'vitest';
import type { IntegrationBook } from './integration-book.ts';
import { IntegrationRegistry } from './integration-registry.ts';

it('tells of a record that cannot be read once, and of no change while there is none', async () => {
  const logger = recordingLogger();
  const book = {
    stored: async () => [{ id: 'i', revision: 'r', value: {} }],
    open: () => Promise.reject(new NotFoundError('Gone.', { code: 'ERR_PLUGIN_UNKNOWN' })),
  };
  const registry = new IntegrationRegistry({
    book: book as unknown as IntegrationBook,
    templateEngine: { compile: () => ({ variables: [], render: () => '' }) },
    ...{ clock: new FakeClock(), logger, pollMs: 1, quarantineDays: 1, aliasGrants: {} },
  });
  const changed = vi.fn();
  registry.onChange(changed);
  await registry.refresh();
  await registry.refresh();
  expect(logger.lines).toHaveLength(1);
  expect(registry.all()).toEqual([]);
  expect(changed).not.toHaveBeenCalled();
});
