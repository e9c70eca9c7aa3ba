import { z } from 'zod';

const MOST_LINES = 2_000;

const lineSchema = z.looseObject({
  level: z.string(),
  msg: z.string(),
  correlation_id: z.string(),
});

/** A line of a server's log as the page shows it. Times are RFC 3339. */
export interface LogLine {
  readonly at: string;
  readonly level: string;
  readonly message: string;
  /** The other fields, as JSON. */
  readonly fields: string;
}

/** What manager and edge logged about requests and messages, the last lines of it. */
export class ServerLog {
  readonly #now: () => number;
  readonly #lines: { readonly correlationId: string; readonly line: LogLine }[] = [];

  /** `now` is the clock of the simulation in Unix milliseconds: processes write the machine's own time. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes a line of output; one that belongs to nothing that can be followed is left out. */
  add(text: string): void {
    const parsed = text.startsWith('{') ? lineSchema.safeParse(jsonOf(text)) : null;
    if (!parsed?.success) return;
    const { level, msg, correlation_id: correlationId, time: _time, ...fields } = parsed.data;
    const line = {
      at: new Date(this.#now()).toISOString(),
      level,
      message: msg,
      fields: JSON.stringify(fields),
    };
    this.#lines.push({ correlationId, line });
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }

  /** The lines of some correlation ids, the oldest first. */
  of(correlationIds: ReadonlySet<string>): readonly LogLine[] {
    return this.#lines
      .filter(({ correlationId }) => correlationIds.has(correlationId))
      .map(({ line }) => line);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
