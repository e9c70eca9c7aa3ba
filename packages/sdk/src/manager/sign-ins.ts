import {
  type Clock,
  type IntegrationRef,
  type Logger,
  type ManagerAnswer,
  type ManagerClient,
  type ManagerRequest,
  NotAllowedError,
  NotFoundError,
  type Random,
} from '@vmrkit/core';
import {
  beginSignIn,
  completeSignIn,
  openSignInLink,
  type PaneBearers,
  readSignInState,
  releaseSignIn,
  type SecretBox,
  type SignInDeps,
  SignInRecords,
  type SignInUsers,
  type Store,
  takeSignIn,
  verifyCaller,
} from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '../integrations/integration-registry.ts';
import type { LiveIntegration } from '../integrations/live-integration.ts';
import { oauthRedirectUri } from '../runtime/client-routes.ts';
import type { CredentialWatch } from './credential-watch.ts';

/** The users of an integration, and whether unknown people become some. */
export type UsersOf = (
  integration: IntegrationRef,
  options: { readonly allowsNewUsers: boolean },
) => SignInUsers;

/** What sign-ins work with. */
export interface SignInsOptions {
  readonly registry: IntegrationRegistry;
  readonly store: Pick<Store, 'signIns'>;
  readonly secretBox: SecretBox;
  readonly bearers: PaneBearers;
  readonly usersOf: UsersOf;
  readonly credentialWatch: Pick<CredentialWatch, 'note'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The sign-ins of all integrations, as edges call them. */
export class SignIns implements Pick<ManagerClient, SignInCall> {
  readonly #options: SignInsOptions;
  readonly #records: SignInRecords;

  constructor(options: SignInsOptions) {
    this.#options = options;
    const { store, secretBox } = options;
    this.#records = new SignInRecords({ collection: store.signIns, secretBox });
  }

  /**
   * Rejects with NotFoundError `ERR_INTEGRATION_NOT_FOUND`, NotAllowedError `ERR_SIGN_IN_OFF`, and as the verifiers do for
   * a token that they do not take.
   */
  async beginSignIn(request: ManagerRequest<'beginSignIn'>): Promise<ManagerAnswer<'beginSignIn'>> {
    const live = this.#servingIntegration(request.integrationId);
    const { token, loginHint } = request;
    const at = this.#options.clock.now();
    const caller = token === null ? null : await verifyCaller(token, { ...live.callers, at });
    return beginSignIn({ caller, loginHint }, this.#depsOf(live, request.correlationId));
  }

  /** See {@link ManagerClient.openSignIn}. */
  async openSignIn(request: ManagerRequest<'openSignIn'>): Promise<ManagerAnswer<'openSignIn'>> {
    const live = this.#findServing(request.integrationId);
    if (live === null) return { opening: gone };
    return { opening: await openSignInLink(request.signInId, this.#depsOf(live, request.correlationId)) };
  }

  /** See {@link ManagerClient.completeSignIn}. */
  async completeSignIn(request: ManagerRequest<'completeSignIn'>): Promise<ManagerAnswer<'completeSignIn'>> {
    const { state, browser, query } = request;
    const found = this.#named(request);
    if (found === null) return { view: gone };
    const { signInId, deps } = found;
    const view = await completeSignIn({ signInId, state, browser, query }, deps);
    await this.#options.credentialWatch.note(view, deps.integration);
    return { view };
  }

  /** See {@link ManagerClient.releaseSignIn}. */
  async releaseSignIn(request: ManagerRequest<'releaseSignIn'>): Promise<ManagerAnswer<'releaseSignIn'>> {
    const { state, browser, digits } = request;
    const found = this.#named(request);
    if (found === null) return { view: gone };
    const { signInId, deps } = found;
    return { view: await releaseSignIn({ signInId, state, browser, digits }, deps) };
  }

  /** Rejects with NotFoundError `ERR_SIGN_IN_PANE` for whoever did not begin it, and as {@link SignIns.beginSignIn}. */
  async takeSignIn(request: ManagerRequest<'takeSignIn'>): Promise<ManagerAnswer<'takeSignIn'>> {
    const live = this.#servingIntegration(request.integrationId);
    const { signInId, secret, code } = request;
    return {
      result: await takeSignIn({ signInId, secret, code }, this.#depsOf(live, request.correlationId)),
    };
  }

  #named({
    state,
    correlationId,
  }: {
    readonly state: string;
    readonly correlationId: string;
  }): { readonly signInId: string; readonly deps: SignInDeps } | null {
    const named = readSignInState(state);
    const live = named && this.#findServing(named.integrationId);
    return named === null || live === null
      ? null
      : { signInId: named.signInId, deps: this.#depsOf(live, correlationId) };
  }

  /** Null: there is none, or it is off, or signs nobody in. */
  #findServing(integrationId: string): LiveIntegration | null {
    const live = this.#options.registry.find(integrationId);
    return live === null || !live.record.general.enabled || live.signIn === null ? null : live;
  }

  #servingIntegration(integrationId: string): LiveIntegration {
    const { registry } = this.#options;
    if (registry.find(integrationId) === null) {
      throw new NotFoundError('There is no such integration.', { code: 'ERR_INTEGRATION_NOT_FOUND' });
    }
    const live = this.#findServing(integrationId);
    if (live !== null) return live;
    throw new NotAllowedError('This integration signs nobody in.', { code: 'ERR_SIGN_IN_OFF' });
  }

  #depsOf({ record, callers: { integration }, signIn }: LiveIntegration, correlationId: string): SignInDeps {
    const { bearers, usersOf, clock, random, logger } = this.#options;
    const allowsNewUsers = record.personal.allowNewUsers;
    return {
      integration,
      bearers,
      clock,
      random,
      logger,
      allowsNewUsers,
      correlationId,
      records: this.#records,
      users: usersOf(integration, { allowsNewUsers }),
      redirectUri: oauthRedirectUri(record),
      servesStrangers: record.general.enableSingleUseVmrs,
      provider: () => signIn?.get() ?? Promise.reject(new TypeError('The integration signs nobody in.')),
    };
  }
}

type SignInCall = 'beginSignIn' | 'openSignIn' | 'completeSignIn' | 'releaseSignIn' | 'takeSignIn';

const gone = {
  kind: 'refused',
  failure: { code: 'ERR_SIGN_IN_EXPIRED', account: null, expected: null },
} as const;
