import { type CollectionShape, type DocumentDatabase, InvalidInputError } from '@vmrkit/core';
import { callerBudgetShape, moveStore, type StoreMoveEvent, storeShapes } from '@vmrkit/core/composition';
import { integrationNewsShape } from '../integrations/integration-news.ts';
import { deploymentShape } from '../keys/open-deployment.ts';
import { managerShape } from './manager-roll.ts';
import { noticeShape } from './notice-board.ts';

/** What {@link moveDeployment} works with. */
export interface MoveDeploymentOptions {
  /** Opened so that nobody else may write it; see `Plugin.openAlone`. */
  readonly source: DocumentDatabase;
  readonly target: DocumentDatabase;
  readonly signal: AbortSignal;
}

/**
 * Copies a deployment to another, empty store and compares both; see `moveStore` of core, also for what it rejects with.
 * The target takes no manager before all is there. Rejects with InvalidInputError `ERR_STORE_MOVE_SOURCE` where the source
 * is no deployment's.
 */
export async function* moveDeployment({
  source,
  target,
  signal,
}: MoveDeploymentOptions): AsyncGenerator<StoreMoveEvent, void, undefined> {
  const page = await source.contents?.page(deploymentShape, { limit: 1 });
  const deployment = page?.items[0]?.value;
  if (deployment === undefined) {
    throw new InvalidInputError('The store to move from holds no deployment, or cannot tell what it holds.', {
      code: 'ERR_STORE_MOVE_SOURCE',
    });
  }
  yield* moveStore({ source, target, signal, deploymentId: deployment.id, shapes: deploymentShapes() });
}

/** The shapes of all collections that a kit keeps. */
function deploymentShapes(): readonly CollectionShape<unknown>[] {
  const own = [deploymentShape, managerShape, noticeShape, integrationNewsShape, callerBudgetShape];
  return [
    ...(own as readonly CollectionShape<never>[] as readonly CollectionShape<unknown>[]),
    ...storeShapes(),
  ];
}
