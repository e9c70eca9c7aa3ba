import type { Container, ServiceIdentifier } from 'inversify';
import { type KitParts, tokens } from '../tokens.ts';

/** Binds a part of the kit, made once from the parts that it needs. */
export type Bind = <Name extends keyof KitParts, Need extends keyof KitParts>(
  name: Name,
  needs: readonly Need[],
  make: (parts: Pick<KitParts, Need>) => KitParts[Name] | Promise<KitParts[Name]>,
) => void;

/** See {@link Bind}. */
export function binder(container: Container): Bind {
  return (name, needs, make) => {
    const token: ServiceIdentifier = tokens[name];
    container.bind(token).toResolvedValue(
      (...values: unknown[]) =>
        make(
          Object.fromEntries(needs.map((need, at) => [need, values[at]])) as Pick<
            KitParts,
            (typeof needs)[number]
          >,
        ),
      needs.map((need) => tokens[need]),
    );
  };
}
