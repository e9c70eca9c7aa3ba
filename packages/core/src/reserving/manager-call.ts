import type { z } from 'zod';

/** What an edge may ask of a manager, in names of the wire. */
export interface ManagerCall {
  /** What the API's description calls it. */
  readonly id: string;
  readonly summary: string;
  /** What it is about, as a name in paths. */
  readonly resource: string;
  /** Null: nothing is sent. */
  readonly request: z.ZodObject | null;
  /** Fields that an edge does not know are ignored, since managers may be newer. */
  readonly answer: z.ZodObject;
}
