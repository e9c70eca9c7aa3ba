import type { Logger } from '@vmrkit/core';
import type { VmrKit } from '@vmrkit/sdk';
import type { RequestHandler } from 'express';
import type { ServerConfig } from '../config/server-config.ts';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';
import type { Route, RouteDescription } from './route.ts';

/** What a process does: everything, only what faces stores and mail, or only what faces add-ins. */
export type Role = 'all' | 'manager' | 'edge';

/** What features are opened with. */
export interface FeatureParts {
  readonly kit: VmrKit;
  readonly config: ServerConfig;
  /** What edges and managers share; null: no edge is served. */
  readonly managerSecret: string | null;
  readonly metrics: ServerMetrics;
  readonly logger: Logger;
  /** Rejects once nothing but a restart of this process helps. */
  alive(): Promise<void>;
  /** Rejects while this process should get no requests. */
  ready(): Promise<void>;
}

/** What a feature serves. */
export interface Served {
  readonly routes?: readonly Route[];
  /** What is no JSON API, such as files, redirects and streams; everything of it lies at or under `paths`, in lower case, which may change. */
  readonly mount?: {
    readonly paths: readonly string[];
    readonly router: RequestHandler;
    readonly described?: readonly RouteDescription[];
  };
  /** Resolves once everything is done that was answered before it was done; called when no more requests come. */
  settled?(): Promise<void>;
}

/** One thing that the server serves: everything about it lies in its folder. */
export interface ServerFeature {
  readonly name: string;
  readonly listeners: readonly ('public' | 'admin')[];
  /** The processes that serve it. */
  readonly roles: readonly Role[];
  /** Does all that may fail; no mail is worked and nobody is listened to before every feature is open. */
  open(parts: FeatureParts): Promise<Served>;
}
