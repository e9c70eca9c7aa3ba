import { renderSignInPage } from '../identity/sign-in-page.ts';

/** The sign-in page of AD FS, with what went wrong before. */
export function renderAdfsPage(username: string, fault: string | null): string {
  return renderSignInPage({
    title: 'Sign in with your organizational account',
    fault,
    fields: [
      { name: 'username', label: 'User name', type: 'text', value: username },
      { name: 'password', label: 'Password', type: 'password' },
    ],
    buttons: { next: 'Sign in', cancel: 'Cancel' },
  });
}
