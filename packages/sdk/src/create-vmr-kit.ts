import 'reflect-metadata';
import type { DocumentDatabase, Logger, Plugin } from '@vmrkit/core';
import type { SecretKey } from '@vmrkit/core/composition';
import type { EgressPolicy } from '@vmrkit/http';
import { Container, type ServiceIdentifier } from 'inversify';
import { binder } from './bindings/bind.ts';
import { bindEdge } from './bindings/bind-edge.ts';
import { bindFoundations } from './bindings/bind-foundations.ts';
import { bindManager } from './bindings/bind-manager.ts';
import { bindStore } from './bindings/bind-store.ts';
import type { EdgeSettings } from './edge/edge.ts';
import { type KitPart, tokens } from './tokens.ts';

/** What a kit is made from. */
export interface VmrKitOptions {
  readonly plugins: readonly Plugin[];
  /** JSON; checked and completed by `kitConfigSchema`. */
  readonly config?: unknown;
  /** Keys of 32 bytes from which all others are drawn, the present one first; needed by managers. */
  readonly masterKeys?: readonly SecretKey[];
  readonly logger?: Logger;
  /** Of `web_proxy.username`. */
  readonly webProxyPassword?: string | null;
  /** Needed by edges. */
  readonly edge?: EdgeSettings;
  /** Where this process listens, which no integration may name. Read at each call. */
  ownListeners?(): EgressPolicy['ownListeners'];
  /** Replaces bindings, by `container.rebind(tokens.…)`, before anything is made. */
  configure?(container: Container): void;
}

/** A kit: a container whose parts are made when they are asked for first. */
export interface VmrKit {
  readonly container: Container;
  /** Waits for a part and what it needs. */
  get<Name extends keyof typeof tokens>(name: Name): Promise<KitPart<Name>>;
  /** Lets go of the store, if it was opened. Stop the manager before. */
  close(): Promise<void>;
}

/**
 * Composes plugins into a kit. Opens nothing by itself: a manager opens the store when it is asked for, an edge never
 * does. Throws InvalidInputError `ERR_KIT_CONFIG` for a wrong configuration, ConflictError
 * `ERR_PLUGIN_DUPLICATE`.
 *
 * @example
 * const kit = createVmrKit({ plugins: [sqliteStorePlugin], config, masterKeys });
 * const manager = await kit.get('manager');
 * await manager.start();
 */
export function createVmrKit(options: VmrKitOptions): VmrKit {
  const container = new Container({ defaultScope: 'Singleton' });
  const opened: DocumentDatabase[] = [];
  const bind = binder(container);
  bindFoundations(container, options);
  bindStore(bind, opened);
  bindManager(bind);
  bindEdge(bind, options.edge ?? null);
  options.configure?.(container);
  return {
    container,
    get: <Name extends keyof typeof tokens>(name: Name) =>
      container.getAsync(tokens[name] as ServiceIdentifier<KitPart<Name>>),
    close: async () => {
      await Promise.all(opened.splice(0).map((database) => database.close()));
    },
  };
}
