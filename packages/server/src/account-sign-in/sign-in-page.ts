/** What a person sees who was sent back. */
export interface SignInPage {
  readonly status: number;
  readonly html: string;
}

const again =
  'Run <code>vmrkit integration sign-in</code> again and follow the new link, in a private window of your browser.';

const pages: Readonly<Record<string, readonly [status: number, title: string, text: string]>> = {
  ERR_OAUTH_STATE: [
    400,
    'This link is no longer good',
    `A link works once and for ten minutes. Nobody was signed in by it now. ${again}`,
  ],
  ERR_OAUTH_OTHER_ACCOUNT: [
    403,
    'Another account signed in',
    `The integration names another service account, so nothing was kept. ${again}`,
  ],
  ERR_OAUTH_DECLINED: [
    400,
    'The account was not signed in',
    `The sign-in was given up or not allowed, so nothing was kept. The server’s log says why. ${again}`,
  ],
};

/** The page for the code of a failure; null: it worked. No text of a request or of another server stands in it. */
export function signInPage(code: string | null): SignInPage {
  const done = [200, 'The service account is signed in', 'You can close this window.'] as const;
  const failed = [
    502,
    'The account could not be signed in',
    `Nothing was kept. The server’s log says why. ${again}`,
  ] as const;
  const [status, title, text] = code === null ? done : (pages[code] ?? failed);
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`;
  return { status, html };
}
