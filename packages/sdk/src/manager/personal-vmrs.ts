import {
  type Clock,
  type ManagerAnswer,
  type ManagerClient,
  type ManagerRequest,
  NotAllowedError,
  NotFoundError,
} from '@vmrkit/core';
import {
  offerRooms,
  type RoomsOfPerson,
  renderRoom,
  type SecretBox,
  type SignInUser,
  type Store,
  StoredRoomSource,
  userIdOf,
  verifyCaller,
} from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '../integrations/integration-registry.ts';
import type { LiveIntegration } from '../integrations/live-integration.ts';
import type { UsersOf } from './sign-ins.ts';

/** What people's own rooms are served with. */
export interface PersonalVmrsOptions {
  readonly registry: IntegrationRegistry;
  readonly store: Store;
  readonly secretBox: SecretBox;
  readonly usersOf: UsersOf;
  readonly clock: Clock;
}

type Asked = ManagerRequest<'listPersonalVmrs'>;

/** The personal VMRs of those who ask, as edges call it: by a pane's bearer, or by an add-in token that is known. */
export class PersonalVmrs implements Pick<ManagerClient, 'listPersonalVmrs' | 'renderPersonalVmr'> {
  readonly #options: PersonalVmrsOptions;

  constructor(options: PersonalVmrsOptions) {
    this.#options = options;
  }

  /**
   * Rejects with NotFoundError `ERR_INTEGRATION_NOT_FOUND`, NotAllowedError `ERR_PERSONAL_VMRS_OFF`, and
   * `ERR_PERSONAL_VMRS_SIGN_IN` for a token of nobody who has a record; and as the verifiers and the room source do.
   */
  async listPersonalVmrs(request: Asked): Promise<ManagerAnswer<'listPersonalVmrs'>> {
    const { user, person } = await this.#person(request);
    return { account: user.name, email: user.email, rooms: [...(await offerRooms(person))] };
  }

  /** Rejects as {@link PersonalVmrs.listPersonalVmrs}, and with NotFoundError `ERR_ROOM_NOT_FOUND`. */
  async renderPersonalVmr(
    request: ManagerRequest<'renderPersonalVmr'>,
  ): Promise<ManagerAnswer<'renderPersonalVmr'>> {
    const { person } = await this.#person(request);
    const { id, name, description, joiningInstructions, location } = await renderRoom(request.roomId, person);
    return { room: { id, name, description }, html: joiningInstructions, location };
  }

  async #person(asked: Asked): Promise<{ readonly user: SignInUser; readonly person: RoomsOfPerson }> {
    const { store, secretBox: sealer, clock } = this.#options;
    const live = this.#serving(asked.integrationId);
    const caller = await verifyCaller(asked.token, { ...live.callers, at: clock.now() });
    const { tenantId } = live.record;
    const users = this.#options.usersOf(live.callers.integration, { allowsNewUsers: false });
    const userId = userIdOf(caller);
    const user = await (userId === null ? users.ofCaller(caller.key) : users.get(userId));
    if (user === null) {
      throw new NotAllowedError('Nobody is known by this token: sign in.', {
        code: 'ERR_PERSONAL_VMRS_SIGN_IN',
      });
    }
    const source = (await live.roomSource?.get()) ?? new StoredRoomSource(tenantId, { store, sealer });
    const { personalTexts: texts } = live;
    return { user, person: { email: user.email, source, texts, language: asked.language } };
  }

  #serving(integrationId: string): LiveIntegration {
    const live = this.#options.registry.find(integrationId);
    if (live === null) {
      throw new NotFoundError('There is no such integration.', { code: 'ERR_INTEGRATION_NOT_FOUND' });
    }
    const { enabled, enablePersonalVmrs } = live.record.general;
    if (enabled && enablePersonalVmrs) return live;
    throw new NotAllowedError('This integration offers no personal VMRs.', { code: 'ERR_PERSONAL_VMRS_OFF' });
  }
}
