import { IntegrationUsers } from '@vmrkit/core/composition';
import { createPaneBearers } from '../keys/pane-bearers.ts';
import { CredentialWatch } from '../manager/credential-watch.ts';
import { JoinLinks } from '../manager/join-links.ts';
import { PersonalVmrs } from '../manager/personal-vmrs.ts';
import { SignIns } from '../manager/sign-ins.ts';
import type { Bind } from './bind.ts';

/** Binds what signs people in and shows them their rooms. */
export function bindPeople(bind: Bind): void {
  bind('paneBearers', ['keys'], ({ keys }) => createPaneBearers(keys.bearers));
  bind(
    'signInUsers',
    ['store', 'clock', 'random'],
    (deps) => (integration, options) => new IntegrationUsers({ ...deps, integration, ...options }),
  );
  bind(
    'credentialWatch',
    ['integrationRegistry', 'alarms', 'clock'],
    ({ integrationRegistry, ...parts }) =>
      new CredentialWatch({
        ...parts,
        providers: () =>
          integrationRegistry
            .all()
            .flatMap(({ callers: { integration }, record, signIn }) =>
              signIn === null || !record.general.enabled
                ? []
                : [{ integration, provider: () => signIn.get() }],
            ),
      }),
  );
  bind(
    'signIns',
    [
      'integrationRegistry',
      'store',
      'secretBox',
      'paneBearers',
      'signInUsers',
      'credentialWatch',
      'clock',
      'random',
      'logger',
    ],
    ({ integrationRegistry: registry, paneBearers: bearers, signInUsers: usersOf, ...parts }) =>
      new SignIns({ ...parts, registry, bearers, usersOf }),
  );
  bind(
    'personalVmrs',
    ['integrationRegistry', 'store', 'secretBox', 'signInUsers', 'clock'],
    ({ integrationRegistry: registry, signInUsers: usersOf, ...parts }) =>
      new PersonalVmrs({ ...parts, registry, usersOf }),
  );
  bind(
    'joinLinks',
    ['integrationRegistry', 'keys', 'store', 'secretBox', 'clock', 'logger'],
    ({ integrationRegistry: registry, ...parts }) => new JoinLinks({ ...parts, registry }),
  );
}
