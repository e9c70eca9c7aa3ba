/** An expectation taken apart: a test file, and part of a title; an empty part means the whole file. */
export interface Expectation {
  readonly file: string;
  /** Groups and title with spaces between, as vitest matches them. */
  readonly title: string;
}

/** Takes `file` or `file > part of a title` apart. */
export function partsOf(expected: string): Expectation {
  const [file = '', ...title] = expected.split(' > ');
  return { file, title: title.join(' ') };
}

/** The test file that an expectation names, from the root. */
export function fileOf(expected: string): string {
  return partsOf(expected).file;
}

/** Whether the tests start built programs, which must be built with the fault in them. */
export function startsBuiltPrograms(expected: string): boolean {
  return /^test\/(?:e2e|faults)\//.test(expected);
}
