import {
  type Clock,
  codeOf,
  type Logger,
  type ManagerClient,
  type Random,
  type ReserveAnswer,
  type ReserveRequest,
  SECOND_MS,
} from '@vmrkit/core';
import {
  type EdgeIntegration,
  type EdgeSnapshot,
  edgeTextFor,
  reserveAtEdge,
} from '@vmrkit/core/composition';
import { createPaneBearerReader } from '../keys/pane-bearers.ts';
import { systemCodeOf } from '../runtime/system-code-of.ts';
import { sealTokenTag } from './seal-token-tag.ts';
import type { SnapshotFile } from './snapshot-file.ts';

/** Longest wait for a snapshot. */
const SNAPSHOT_DEADLINE_MS = 10 * SECOND_MS;
/** Longest time that an answer waits for texts which the edge has not got yet. */
const TEXTS_DEADLINE_MS = SECOND_MS / 2;

/** What an edge works with. */
export interface EdgeOptions {
  readonly managers: Pick<ManagerClient, 'reserve' | 'snapshot'>;
  readonly file: SnapshotFile;
  readonly refreshMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** What an edge is told. */
export interface EdgeSettings {
  readonly snapshotFile: string;
  readonly refreshMs: number;
  /** Secret of the deployment, from which the key of the snapshot is drawn. */
  readonly secret: string | Uint8Array;
  /** Opens the way to managers in other processes; without it the edge asks the manager of its own kit. */
  managers?(parts: Pick<EdgeOptions, 'clock' | 'logger'>): Promise<ManagerClient>;
}

/** The texts of the pane, by their record name, in one language. */
export type PaneTexts = Readonly<Record<string, string>>;

/** The role that faces add-ins: asks managers, and answers from its snapshot while none can be asked. */
export class Edge {
  readonly #options: EdgeOptions;
  readonly #stop = new AbortController();
  #snapshot: EdgeSnapshot | null = null;
  #onDisk: EdgeSnapshot | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: EdgeOptions) {
    this.#options = options;
  }

  /** Finds out whether the snapshot may be kept on disk. Rejects as {@link SnapshotFile.open} does. */
  open(): Promise<void> {
    return this.#options.file.open();
  }

  /** Reads the snapshot on disk and begins to refresh it; does not wait for any manager. */
  async start(): Promise<void> {
    this.#onDisk = await this.#options.file.read();
    this.#snapshot = this.#onDisk;
    this.#loop = this.#keepFresh(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  /** Whether there is something to answer from. */
  get isReady(): boolean {
    return this.#snapshot !== null;
  }

  /** Whether an integration has this id, as far as the snapshot tells. */
  knows(integrationId: string): boolean {
    return this.#snapshot?.integrations.some((each) => each.integrationId === integrationId) ?? false;
  }

  /** See `reserveAtEdge`. */
  async reserve(request: ReserveRequest): Promise<ReserveAnswer> {
    const { managers, clock, random, logger } = this.#options;
    return reserveAtEdge(request, {
      managers,
      clock,
      logger,
      snapshot: () => this.#snapshot,
      checkBearer: (asked) => this.#checkBearer(asked),
      sealTokenTag: (asked, { tokenPublicKey }) => sealTokenTag(asked, { tokenPublicKey, clock, random }),
    });
  }

  /** The pane's texts of an integration for a reader of `language`; empty for unknown integrations. */
  async paneTexts(integrationId: string, language: string | null): Promise<PaneTexts> {
    let integration = this.integration(integrationId);
    if (integration === null) {
      const waited = new AbortController();
      const late = this.#options.clock.sleep(TEXTS_DEADLINE_MS, waited.signal).catch(() => undefined);
      await Promise.race([this.#refresh(), late]);
      waited.abort();
      integration = this.integration(integrationId);
    }
    const texts = Object.entries(integration?.paneTexts ?? {});
    return Object.fromEntries(texts.map(([name, versions]) => [name, edgeTextFor(versions, language)]));
  }

  /** An integration as the newest snapshot has it; null: it has none of this id. */
  integration(integrationId: string): EdgeIntegration | null {
    return this.#snapshot?.integrations.find((each) => each.integrationId === integrationId) ?? null;
  }

  /** What only a manager could tell, such as that the user was removed, it tells when it reads the token tag. */
  async #checkBearer({ token, integrationId }: ReserveRequest): Promise<void> {
    const snapshot = this.#snapshot;
    const reader = createPaneBearerReader(() => snapshot?.bearerKeys ?? []);
    if (!reader.recognises(token)) return;
    const tenantId = this.integration(integrationId)?.tenantId ?? '';
    const integration = { tenantId, integrationId };
    await reader.read(token, { integration, at: this.#options.clock.now() });
  }

  async #keepFresh(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#refresh();
      const pauseMs = this.#snapshot === null ? SECOND_MS : this.#options.refreshMs;
      await this.#options.clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }

  /** Never rejects. */
  async #refresh(): Promise<void> {
    const { managers, logger } = this.#options;
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(SNAPSHOT_DEADLINE_MS)]);
      this.#snapshot = await managers.snapshot(null, { signal });
      await this.#keepOnDisk(this.#snapshot);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      logger.warn('The edge could not refresh its snapshot.', {
        code: codeOf(error),
        reason: systemCodeOf(error),
      });
    }
  }

  /** Never rejects: what could not be written is tried again with the next snapshot. */
  async #keepOnDisk(snapshot: EdgeSnapshot): Promise<void> {
    if (this.#onDisk !== null && isSame(this.#onDisk, snapshot)) return;
    const { file, logger } = this.#options;
    try {
      await file.write(snapshot);
      this.#onDisk = snapshot;
    } catch (error) {
      logger.error('The edge could not write its snapshot to disk.', { reason: systemCodeOf(error) });
    }
  }
}

function isSame(one: EdgeSnapshot, other: EdgeSnapshot): boolean {
  return JSON.stringify({ ...one, takenAt: 0 }) === JSON.stringify({ ...other, takenAt: 0 });
}
