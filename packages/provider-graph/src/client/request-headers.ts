import type { GraphCall } from './graph-client.ts';

/** Headers of a request, also of one inside a batch; ids are asked for in the form that survives a move. */
export function headersOf({ prefer = [], ifMatch, body }: GraphCall): Record<string, string> {
  return {
    Prefer: ['IdType="ImmutableId"', ...prefer].join(', '),
    ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
}
