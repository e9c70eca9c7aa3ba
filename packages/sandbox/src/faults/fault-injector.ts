import { z } from 'zod';

/** What can go wrong on demand; see the package's README for the meaning of each. */
export const faultKinds = [
  'http-503',
  'http-500',
  'http-401',
  'server-busy',
  'server-busy-with-back-off',
  'inner-server-busy',
  'fault',
  'reset',
  'delay',
  'lost-answer',
  'half-answer',
  'html',
  'malformed',
  'empty-items',
  'expired-sync-state',
  'illegal-characters',
  'surrogate-references',
  'byte-order-mark',
  'no-organizer',
] as const;

/** Schema of a fault to come. */
export const faultSchema = z.strictObject({
  kind: z.enum(faultKinds),
  /** EWS operation, or `*`. */
  operation: z.string().default('*'),
  /** Only for calls in the name of this mailbox. */
  mailbox: z.string().toLowerCase().optional(),
  /** How many calls to let through before. */
  skip: z.int().nonnegative().default(0),
  /** How many calls to spoil. */
  count: z.int().positive().default(1),
  /** For `delay`. */
  delayMs: z.int().nonnegative().default(1_000),
  /** For `server-busy-with-back-off`. */
  backOffMs: z.int().nonnegative().default(2_000),
  /** For `fault`: the response code. */
  responseCode: z
    .string()
    .regex(/^Error\w+$/)
    .default('ErrorInternalServerError'),
});

/** A fault to come, with its defaults filled in. */
export type Fault = z.infer<typeof faultSchema>;

/** A fault as a caller writes it. */
export type FaultInput = z.input<typeof faultSchema>;

/** What a planned fault says about when it is due. */
export interface PlannedFault {
  readonly operation: string;
  readonly mailbox?: string | undefined;
  readonly skip: number;
  readonly count: number;
}

/** Keeps the planned faults and hands each out as often as planned. */
export class FaultInjector<F extends PlannedFault = Fault> {
  readonly #planned: { readonly fault: F; skip: number; left: number }[] = [];
  #handedOut = 0;

  /** Plans a fault. */
  plan(fault: F): void {
    this.#planned.push({ fault, skip: fault.skip, left: fault.count });
  }

  /** Forgets all planned faults. */
  clear(): void {
    this.#planned.length = 0;
  }

  /** How many faults were handed out since the start. */
  get handedOut(): number {
    return this.#handedOut;
  }

  /** The fault for a call, if one is due. */
  take(operation: string, mailbox: string): F | null {
    if (this.#planned.length === 0) return null;
    const at = this.#planned.findIndex(
      ({ fault }) =>
        (fault.operation === '*' || fault.operation === operation) &&
        (fault.mailbox === undefined || fault.mailbox === mailbox),
    );
    const plan = this.#planned[at];
    if (!plan) return null;
    if (plan.skip > 0) {
      plan.skip -= 1;
      return null;
    }
    plan.left -= 1;
    if (plan.left === 0) this.#planned.splice(at, 1);
    this.#handedOut += 1;
    return plan.fault;
  }
}
