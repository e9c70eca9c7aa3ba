import {
  type Clock,
  HOUR_MS,
  type IntegrationRef,
  type ManagerAnswer,
  type SignInProvider,
} from '@vmrkit/core';
import { type AlarmService, CREDENTIAL_DAYS, judgeCredential } from '@vmrkit/core/composition';

/** What the watch works with. */
export interface CredentialWatchOptions {
  readonly alarms: Pick<AlarmService, 'raise' | 'clear'>;
  readonly clock: Clock;
  /** The integrations that sign people in. */
  providers(): readonly WatchedProvider[];
}

/** An integration, and what signs its people in. */
export interface WatchedProvider {
  readonly integration: IntegrationRef;
  provider(): Promise<Pick<SignInProvider, 'credentialEndsAt'>>;
}

/** Keeps the alarms about the secrets and certificates by which people sign in. */
export class CredentialWatch {
  readonly #options: CredentialWatchOptions;

  constructor(options: CredentialWatchOptions) {
    this.#options = options;
  }

  /** Notes what came of a sign-in: a refusal of the integration itself is told at once. A store that is away keeps no answer. */
  async note(view: ManagerAnswer<'completeSignIn'>['view'], integration: IntegrationRef): Promise<void> {
    const { alarms } = this.#options;
    const alarm = alarmOf(integration, 'refused');
    const isRefused = view.kind === 'refused' && view.failure.code === 'ERR_SIGN_IN_SETTINGS';
    const written = isRefused
      ? alarms.raise(alarm, view.failure.code)
      : view.kind === 'confirm' && alarms.clear(alarm);
    await (written || Promise.resolve()).catch(() => undefined);
  }

  /** Looks now and then, until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const each of this.#options.providers()) await this.#look(each).catch(() => undefined);
      await this.#options.clock.sleep(HOUR_MS, signal).catch(() => undefined);
    }
  }

  async #look({ integration, provider }: WatchedProvider): Promise<void> {
    const { alarms, clock } = this.#options;
    const { credentialEndsAt = null } = await provider();
    const standing = judgeCredential(credentialEndsAt, clock.now());
    for (const days of CREDENTIAL_DAYS) {
      const alarm = alarmOf(integration, `${days}-days`);
      if (credentialEndsAt === null || !standing.includes(days)) await alarms.clear(alarm);
      else await alarms.raise(alarm, `ends ${new Date(credentialEndsAt).toISOString()}`);
    }
  }
}

function alarmOf({ tenantId, integrationId }: IntegrationRef, what: string) {
  return {
    kind: 'sign-in-credential',
    tenantId,
    integrationId,
    subject: `${integrationId}/${what}`,
  } as const;
}
