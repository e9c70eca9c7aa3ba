import type { SignedInIdentity } from '@vmrkit/core';
import {
  anyConference,
  deleteRoom,
  deleteUser,
  findConference,
  findConferences,
  findRoomByName,
  IntegrationUsers,
  importRooms,
  importUsers,
  offerRooms,
  renderRoom,
  StoredRoomSource,
} from '@vmrkit/core/composition';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, INTEGRATION, PLATFORM_TOKEN, ServerWorld } from './server-world.ts';

const DECISIONS = '/api/admission/v1/decisions';
const tenantId = 'default';
const integration = { tenantId, integrationId: INTEGRATION };

let deployment: ServerWorld;
beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
});
afterEach(() => deployment.close());

const olga: SignedInIdentity = {
  key: 'adfs/corp/olga',
  email: 'OLGA@corp.example',
  isEmailTrusted: true,
  firstName: 'Olga',
  lastName: null,
  displayName: null,
  entra: null,
};

const room = (name: string, changes: object = {}) => ({ name, owner_email: 'olga@corp.example', ...changes });

/** The use cases of one integration, as a manager works with them. */
function people<T>(
  use: (tools: {
    save(...rows: readonly object[]): Promise<unknown>;
    saveUsers(...rows: readonly object[]): Promise<unknown>;
    remove(userId: string): Promise<boolean>;
    removeRoom(name: string): Promise<boolean>;
    users(options?: { readonly allowsNewUsers?: boolean }): IntegrationUsers;
    person(email: string | null): Promise<Parameters<typeof offerRooms>[0]>;
  }) => Promise<T>,
): Promise<T> {
  return deployment.withKit(async (kit) => {
    const deps = await kit.get('people');
    const who = { actor: 'operator', dryRun: false };
    return use({
      save: (...rows) => importRooms({ tenantId, rows, ...who }, deps),
      saveUsers: (...rows) => importUsers({ ...integration, rows, ...who }, deps),
      remove: (userId) => deleteUser({ tenantId, userId, actor: 'operator' }, deps),
      removeRoom: async (name) => {
        const { id = '' } = (await findRoomByName({ tenantId, name }, deps.store)) ?? {};
        return deleteRoom({ tenantId, id, actor: 'operator' }, deps);
      },
      users: ({ allowsNewUsers = false } = {}) =>
        new IntegrationUsers({ ...deps, integration, allowsNewUsers }),
      person: async (email) => {
        const registry = await kit.get('integrationRegistry');
        await registry.refresh();
        const texts = registry.all()[0]?.personalTexts;
        if (texts === undefined) throw new Error('The integration is not there.');
        return { email, texts, language: null, source: new StoredRoomSource(tenantId, deps) };
      },
    });
  });
}

describe('a personal room', () => {
  it('[S5.2d, S12.7k] is open at any time through the JSON endpoint, with its PINs, until it is deleted', async () => {
    const { publicUrl } = await deployment.start('all');
    const decide = async (alias: string) =>
      (await ask(`${publicUrl}${DECISIONS}`, { token: PLATFORM_TOKEN, body: { alias } })).json;
    await people(({ save }) =>
      save(
        room('Olga', {
          aliases: ['olga@vc.example', '661234'],
          pin: '9876',
          guest_pin: '4711',
          allow_guests: true,
        }),
        room('Open', { aliases: ['open'] }),
      ),
    );
    expect(await decide('sip:Olga@vc.example')).toMatchObject({
      decision: 'admitted',
      conference: {
        name: 'Olga',
        owner_email: 'olga@corp.example',
        aliases: ['olga@vc.example', '661234'],
        host_pin: '9876',
        guest_pin: '4711',
        allow_guests: true,
        lobby_until: null,
        closes_at: null,
      },
    });
    expect(await decide('open')).toMatchObject({
      decision: 'admitted',
      conference: { host_pin: null, guest_pin: null, allow_guests: null },
    });
    await people(({ removeRoom }) => removeRoom('Olga'));
    expect(await decide('661234')).toMatchObject({ decision: 'unknown' });
  });

  it('[S9.5a] never appears among scheduled conferences', async () => {
    await people(({ save }) => save(room('Olga', { aliases: ['olga'] })));
    await deployment.withKit(async (kit) => {
      const store = await kit.get('store');
      expect((await findConferences('all', { ...anyConference, limit: 10 }, store)).items).toEqual([]);
      expect(await findConference('olga', { scope: 'all', store })).toBeNull();
    });
  });
});

describe('somebody who signed in', () => {
  it('[S9.5b] is offered each own room with an alias by its templates, and one goes into the meeting', async () => {
    await deployment.importRecord({
      personal: {
        name_template: 'VMR {{name}}',
        description_template: '{{description}} at {{addin_server_domain}}',
      },
    });
    await people(async ({ save, users, person }) => {
      await save(
        room('Two', { aliases: ['two'], pin: '9876' }),
        room('One', {
          description: 'First <one>',
          aliases: ['661234', 'one', 'one@vc.example'],
          pin: '9876',
          guest_pin: '4711',
          allow_guests: true,
        }),
        room('Without alias'),
        room('Of Emil', { owner_email: 'emil@corp.example', aliases: ['emil'] }),
      );
      const user = await users({ allowsNewUsers: true }).admit(olga);
      const who = await person(user?.email ?? null);
      const [one, two, ...more] = await offerRooms(who);
      expect(more).toEqual([]);
      expect(one).toMatchObject({ name: 'VMR One', description: 'First <one> at vmr.example.com' });
      const rendered = await renderRoom(one?.id ?? '', who);
      expect(rendered.location).toBe('one@vc.example');
      expect(rendered.joiningInstructions).toContain('661234 #');
      expect(rendered.joiningInstructions).toContain('4711');
      expect(rendered.joiningInstructions).not.toContain('9876');
      const second = await renderRoom(two?.id ?? '', who);
      expect(second.location).toBe('two');
      expect(second.joiningInstructions).toContain('9876');
      expect(second.joiningInstructions).not.toContain('telephone');
    });
  });

  it('[S9.5c] has no rooms where none is theirs', async () => {
    await people(async ({ save, person }) => {
      await save(room('Of Emil', { owner_email: 'emil@corp.example', aliases: ['emil'] }));
      expect(await offerRooms(await person('olga@corp.example'))).toEqual([]);
      expect(await offerRooms(await person(null))).toEqual([]);
    });
  });
});

describe('a user', () => {
  it('[S9.4a, S9.4c] is made at the first sign-in where new users are allowed, and needs none the next time', () =>
    people(async ({ users }) => {
      expect(await users().admit(olga)).toBeNull();
      const user = await users({ allowsNewUsers: true }).admit(olga);
      await users().tie(user?.id ?? '', { callerKey: 'exchange/mail.corp.example/1', confirmed: false });
      expect(await users().ofCaller('exchange/mail.corp.example/1')).toMatchObject({ id: user?.id });
    }));

  it('[S9.6a] who was imported needs no sign-in, with an Exchange id or one of Entra', () =>
    people(async ({ saveUsers, users }) => {
      const [tid, oid] = ['11111111-0000-4000-8000-000000000000', '22222222-0000-4000-8000-000000000000'];
      const amurl = 'https://mail.corp.example/autodiscover/metadata/json/1';
      await saveUsers(
        { email: 'olga@corp.example', msexchuid: '1', amurl },
        { email: 'emil@corp.example', entra_tenant_id: tid, entra_object_id: oid },
      );
      const ofExchange = await users().ofCaller('exchange/mail.corp.example/1');
      expect(ofExchange).toMatchObject({ email: 'olga@corp.example' });
      expect(await users().ofCaller(`entra/${tid}/${oid}`)).toMatchObject({ email: 'emil@corp.example' });
      expect(await users().admit(olga)).toMatchObject({ id: ofExchange?.id });
    }));

  it('[S9.4b] gets one more Exchange id only by consent', () =>
    people(async ({ users }) => {
      const id = (await users({ allowsNewUsers: true }).admit(olga))?.id ?? '';
      const tie = (uid: string, confirmed: boolean) =>
        users().tie(id, { callerKey: `exchange/mail.corp.example/${uid}`, confirmed });
      await tie('1', false);
      await expect(tie('2', false)).rejects.toMatchObject({ code: 'ERR_USER_ID_SECOND' });
      await tie('2', true);
      expect(await users().ofCaller('exchange/mail.corp.example/2')).toMatchObject({ id });
    }));

  it('[S9.4d] who is deleted is signed out at once, and is unknown from then on', () =>
    people(async ({ users, remove }) => {
      const user = await users({ allowsNewUsers: true }).admit(olga);
      const id = user?.id ?? '';
      await users().tie(id, { callerKey: 'exchange/mail.corp.example/1', confirmed: false });
      expect(await remove(id)).toBe(true);
      expect(await users().get(id)).toBeNull();
      expect(await users().ofCaller('exchange/mail.corp.example/1')).toBeNull();
      expect(await users().admit(olga)).toBeNull();
    }));
});
