import type { InputIssue } from '@vmrkit/core';
import type { z } from 'zod';

/** The faults that a schema found, as the kit's errors carry them. Messages do not repeat values. */
export function toIssues({ issues }: z.ZodError): InputIssue[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((key) => typeof key !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key],
        code: 'unknown_field',
        message: 'There is no such field.',
      }));
    }
    return [{ path, code: issue.code, message: issue.message }];
  });
}
