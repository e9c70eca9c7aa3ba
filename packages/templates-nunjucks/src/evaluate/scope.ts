import type { Value } from '../values/value.ts';

/** Names set by the template; a block sees its own and those around it, and sets only its own. */
export class Scope {
  readonly #names = new Map<string, Value>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  get(name: string): Value | undefined {
    return this.#names.get(name) ?? this.#outerValue(name);
  }

  set(name: string, value: Value): void {
    this.#names.set(name, value);
  }

  #outerValue(name: string): Value | undefined {
    // None is null here, which `??` would take for "not set".
    if (this.#names.has(name)) return null;
    return this.#outer?.get(name);
  }
}
