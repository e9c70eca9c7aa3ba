import { expect, test } from 'vitest';
import { adfsSignInProviderPlugin } from '../sign-in/adfs-sign-in-provider-plugin.ts';

const context = {
  integrationName: "O'Neill",
  mailboxes: [],
  mailHosts: [],
  addInServerFqdn: 'vmr.example.com',
};

function stepsWith(changes: object) {
  const { settingsSchema, setup } = adfsSignInProviderPlugin;
  const settings = settingsSchema.parse({
    authorization_uri: 'https://adfs.example.com/adfs/oauth2/authorize',
    token_uri: 'https://adfs.example.com/adfs/oauth2/token',
    client_id: 'pane-1',
    resource_identifier: "https://vmr.example.com/it's",
    ...changes,
  });
  return setup?.(settings, context) ?? [];
}
const textOf = (changes: object) => stepsWith(changes).flatMap(({ lines }) => lines);

test.each<[string, readonly string[], readonly string[]]>([
  [
    '2019',
    ['native-application', 'web-api', 'endpoint'],
    ['Add-AdfsNativeClientApplication', 'Grant-AdfsApplicationPermission'],
  ],
  ['2012r2', ['client', 'relying-party-trust', 'endpoint'], ['Add-AdfsClient', '-EnableJWT $true']],
])('of %s are the commands of that version', (server_version, ids, commands) => {
  expect(stepsWith({ server_version }).map(({ id }) => id)).toEqual(ids);
  const text = textOf({ server_version }).join('\n');
  for (const command of commands) expect(text).toContain(command);
  expect(text).toContain("'pane-1'");
  expect(text).toContain("'https://vmr.example.com/it''s'");
  expect(text).toContain("'https://vmr.example.com/api/client/v2/msexchange_schedulers/oauth_redirect'");
  expect(text).toContain("'VMRKit O''Neill");
  for (const { why, verify, rights } of stepsWith({ server_version })) {
    expect(why).toMatch(/\.$/);
    expect(verify).not.toEqual([]);
    expect(rights).not.toEqual([]);
  }
});

test('issue each claim under the name that the record expects, from its attribute', () => {
  const usual = textOf({}).find((line) => line.startsWith('$rule'));
  expect(usual).toContain('("email", "first_name", "last_name", "display_name")');
  expect(usual).toContain('";mail,givenName,sn,displayName;{0}"');
  const own = textOf({ email_claim: 'mail', subject_claim: 'guid' }).find((line) => line.startsWith('$rule'));
  expect(own).toContain('("mail", "first_name", "last_name", "display_name", "guid")');
  expect(own).toContain('displayName,objectGUID;');
});
