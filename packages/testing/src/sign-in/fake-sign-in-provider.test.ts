import { expect, test } from 'vitest';
import { FakeSignInProvider } from './fake-sign-in-provider.ts';
import { signInProviderContract } from './sign-in-provider-contract.ts';

const redirectUri = 'https://vmr.example.com/oauth_redirect';

signInProviderContract('fake', () => {
  const provider = new FakeSignInProvider();
  return {
    providers: [provider, new FakeSignInProvider(provider)],
    redirectUri,
    approve: (url) => provider.approve(url),
    refuse: (url) => provider.refuse(url),
  };
});

test('may be away, and signs in whom it is told to', async () => {
  const provider = new FakeSignInProvider();
  const begun = { ...(await provider.begin({ state: 's', redirectUri })), state: 's', redirectUri };
  const back = { ...begun, callbackUrl: provider.approve(begun.url, { key: 'fake:emil' }) };
  provider.isAway = true;
  await expect(provider.complete(back)).rejects.toMatchObject({ code: 'ERR_SIGN_IN_UNAVAILABLE' });
  provider.isAway = false;
  expect(await provider.complete(back)).toMatchObject({ key: 'fake:emil', isEmailTrusted: true });
});
