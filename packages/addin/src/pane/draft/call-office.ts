/// <reference types="office-js" />
import { DraftError } from './outlook-draft.ts';

/** Longest wait for one call of Office.js; clients are known never to call back. */
const CALL_DEADLINE_MS = 8_000;

/** One call of Office.js, as the debug log gets it. */
export interface OfficeCall {
  readonly name: string;
  readonly ms: number;
  /** `ok`, or what went wrong. */
  readonly result: string;
}

type Callback<Value> = (result: Office.AsyncResult<Value>) => void;

/** Calls Office.js with a deadline, and tells `heard` how it went. Rejects with a DraftError. */
export class OfficeCaller {
  readonly #heard: (call: OfficeCall) => void;

  constructor(heard: (call: OfficeCall) => void) {
    this.#heard = heard;
  }

  /** `start` gets the callback; what it throws, as an undefined member does, counts as `unable`. */
  async call<Value>(name: string, start: (callback: Callback<Value>) => void): Promise<Value> {
    const began = Date.now();
    const tell = (result: string) => this.#heard({ name, ms: Date.now() - began, result });
    try {
      const value = await this.#answer(name, start);
      tell('ok');
      return value;
    } catch (error) {
      tell(error instanceof Error ? error.message : 'failed');
      throw error;
    }
  }

  #answer<Value>(name: string, start: (callback: Callback<Value>) => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new DraftError('late', name)), CALL_DEADLINE_MS);
      const settle = (act: () => void) => {
        clearTimeout(timer);
        act();
      };
      try {
        start((result) => {
          // Clients are known to call back with nothing at all.
          const { status, value, error } = (result ?? {}) as Partial<Office.AsyncResult<Value>>;
          const isOk = status === Office.AsyncResultStatus.Succeeded;
          const detail = isOk ? '' : `${error?.code ?? ''} ${error?.name ?? ''}`;
          settle(() => (isOk ? resolve(value as Value) : reject(new DraftError('refused', name, detail))));
        });
      } catch (error) {
        const detail = error instanceof Error ? error.message : '';
        settle(() => reject(new DraftError('unable', name, detail)));
      }
    });
  }
}
