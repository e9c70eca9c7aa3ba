import { TemplateObject, type Value } from '../values/value.ts';

/** What namespace() makes: names that inner blocks can set too. */
export class Namespace extends TemplateObject {
  readonly label = '<Namespace>';
  readonly #names = new Map<string, Value>();

  override member(name: string): Value | undefined {
    return this.#names.get(name);
  }

  /** Sets one of its names. */
  set(name: string, value: Value): void {
    this.#names.set(name, value);
  }
}
