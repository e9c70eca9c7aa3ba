import { InvalidInputError, toInputIssues } from '@vmrkit/core';
import type { z } from 'zod';

/** Holds a request's body against a schema. Throws InvalidInputError `ERR_REQUEST_INVALID` with every fault. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError('The request’s body is not as it must be.', {
    code: 'ERR_REQUEST_INVALID',
    issues: toInputIssues(parsed.error.issues, { input: value }),
  });
}
