import type { z } from 'zod';
import type { InputIssue } from '../errors/vmrkit-error.ts';

/** Path of a value inside JSON, outermost first. */
export type JsonPath = readonly (string | number)[];

/** The value at `path`, or undefined. Only own properties count. */
export function valueAt(json: unknown, path: JsonPath): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** Turns zod's issues into the project's, one a fault, each below `prefix`. The value never shows. */
export function toInputIssues(
  issues: readonly z.core.$ZodIssue[],
  { input, prefix = [] }: { readonly input: unknown; readonly prefix?: JsonPath },
): InputIssue[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...prefix, ...path, key],
        code: 'unknown_field',
        message: 'There is no such field.',
      }));
    }
    const missing = issue.code === 'invalid_type' && valueAt(input, path) === undefined;
    const fault = missing ? { code: 'required', message: 'This field is required.' } : describe(issue);
    return [{ path: [...prefix, ...path], ...fault }];
  });
}

function describe(issue: z.core.$ZodIssue): Omit<InputIssue, 'path'> {
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'wrong_type', message: `Must be of type ${issue.expected}.` };
    case 'too_small':
      return { code: 'too_small', message: `Must be at least ${issue.minimum}${unit(issue.origin)}.` };
    case 'too_big':
      return { code: 'too_big', message: `Must be at most ${issue.maximum}${unit(issue.origin)}.` };
    case 'invalid_value':
      return { code: 'invalid_value', message: `Must be one of: ${issue.values.map(String).join(', ')}.` };
    case 'invalid_key':
      return { code: 'invalid_key', message: issue.issues[0]?.message ?? issue.message };
    case 'custom':
      return { code: customCode(issue.params), message: issue.message };
    default:
      return { code: 'invalid_value', message: issue.message };
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries' : '';
}

function customCode(params: Readonly<Record<string, unknown>> | undefined): string {
  return typeof params?.code === 'string' ? params.code : 'invalid_value';
}
