import { systemReasonOf, VmrKitError } from '@vmrkit/core';

const LONGEST = 400;
const MOST_CAUSES = 6;

/** An error for the operator: its code and message, each fault with its path, then what caused it, a line each. */
export function describeFailure(error: unknown): string {
  const faults = VmrKitError.is(error)
    ? error.issues.map(({ path, code, message }) => `  ${path.join('.')}: ${message} (${code})`)
    : [];
  const causes = causesOf(error).map((cause) => `  because: ${cause}`);
  return [sentenceOf(error), ...faults, ...causes].map((line) => `${line}\n`).join('');
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
