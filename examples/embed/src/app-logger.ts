import type { LogFields, Logger } from '@vmrkit/core';

/** What the app's log takes: a level, a sentence and fields. */
export type WriteLine = (line: LogFields & { readonly level: string; readonly message: string }) => void;

/** A logger that hands each line to the app's own log. `fields` stand in each of them. */
export function createAppLogger(write: WriteLine, fields: LogFields = {}): Logger {
  const at =
    (level: string) =>
    (message: string, more: LogFields = {}) =>
      write({ ...fields, ...more, level, message });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (more) => createAppLogger(write, { ...fields, ...more }),
  };
}
