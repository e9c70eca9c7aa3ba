import { codeOf, systemReasonOf, VmrKitError } from '@vmrkit/core';
import { remedyOf } from './remedies.ts';

const LONGEST = 400;
const MOST_CAUSES = 6;

/**
 * An error for the operator: its code and message, each fault with its path, what caused it, then what to do about it,
 * a line each.
 */
export function describeFailure(error: unknown): string {
  const faults = VmrKitError.is(error)
    ? error.issues.map(({ path, code, message }) => `  ${path.join('.')}: ${message} (${code})`)
    : [];
  const causes = causesOf(error).map((cause) => `  because: ${cause}`);
  const remedy = remedyFor(error);
  const toDo = remedy === null ? [] : [`  what to do: ${remedy}`];
  return [sentenceOf(error), ...faults, ...causes, ...toDo].map((line) => `${line}\n`).join('');
}

/** The same as JSON. */
export function failureOnWire(error: unknown): object {
  const isOurs = VmrKitError.is(error);
  return {
    error: {
      code: codeOf(error),
      message: isOurs ? error.message : sentenceOf(error),
      errors: isOurs
        ? error.issues.map(({ path, code, message }) => ({ path: path.join('.'), code, message }))
        : [],
      causes: causesOf(error),
      remedy: remedyFor(error),
    },
  };
}

function remedyFor(error: unknown): string | null {
  const remedy = remedyOf(codeOf(error));
  return remedy === null || (error instanceof Error && error.message.includes(remedy)) ? null : remedy;
}

/** What caused an error, the nearest cause first; what its message says already is left out. */
export function causesOf(error: unknown): readonly string[] {
  const said = [sentenceOf(error)];
  let at: unknown = error instanceof Error ? error.cause : undefined;
  while (at !== undefined && at !== null && said.length <= MOST_CAUSES) {
    const sentence = sentenceOf(at);
    if (!said.some((line) => line.includes(sentence))) said.push(sentence);
    at = at instanceof Error ? at.cause : undefined;
  }
  return said.slice(1);
}

function sentenceOf(error: unknown): string {
  if (VmrKitError.is(error)) return clean(`${error.code}: ${error.message}`);
  if (!(error instanceof Error)) return clean(String(error));
  // Of several addresses that were tried, Node.js gives an error without words.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return clean(
    error.message || systemReasonOf(error) || (inner instanceof Error ? inner.message : error.name),
  );
}

/** One line, without the user and password that a URL in a foreign message may hold. */
function clean(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  return line.replace(/(\w+:\/\/)[^\s/@]*@/g, '$1').slice(0, LONGEST);
}
