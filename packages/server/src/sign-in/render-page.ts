import { type PaneSources, policySources, scriptSources } from '@vmrkit/addin';
import type { ManagerAnswer } from '@vmrkit/core';
import { escaped } from '../pages/page-file.ts';
import { pageFiles } from './page-files.ts';
import { type PageLanguage, type PageTexts, pageTexts } from './page-texts.ts';

/** What a page shows. */
export type SignInView = ManagerAnswer<'completeSignIn'>['view'];

/** A page of a sign-in. */
export interface SignInPage {
  readonly view: SignInView;
  readonly language: PageLanguage;
  /** Where Office.js comes from; null: the page stands in no dialog that could be known. */
  readonly sources: PaneSources | null;
  /** The sign-in that it belongs to; null: none that could be known. */
  readonly signIn: { readonly id: string; readonly path: string; readonly state: string } | null;
  /** Path under which the pages' files lie. */
  readonly filesPath: string;
  /** By which the log is searched. */
  readonly reference: string;
}

/** Headers of every page: strict, kept by nobody, and with an opener policy that lets a dialog talk to its pane. */
export function pageHeaders(sources: PaneSources | null): Readonly<Record<string, string>> {
  const scripts = sources === null ? [] : policySources(sources).scripts;
  const directives = [
    "default-src 'none'",
    `script-src ${["'self'", ...scripts].join(' ')}`,
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': directives.join('; '),
    'Cross-Origin-Opener-Policy': 'unsafe-none',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  };
}

/** The whole page. Names and addresses in it come from strangers, and are escaped. */
export function renderPage(page: SignInPage): string {
  const { view, language, sources, signIn, filesPath } = page;
  const texts = pageTexts(language);
  const office = sources === null ? [] : scriptSources(sources);
  const scripts = [...office, `${filesPath}/${pageFiles.script.name}`];
  const data = {
    'sign-in': signIn?.id ?? '',
    code: view.kind === 'confirm' ? (view.code ?? '') : '',
    auto: view.kind === 'confirm' && view.tie === 'none' && !view.wrongDigits ? 'yes' : 'no',
    failure: view.kind === 'refused' ? view.failure.code : '',
  };
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${view.kind === 'wait' ? '<meta http-equiv="refresh" content="1">\n' : ''}<title>${escaped(texts.title)}</title>
<link rel="stylesheet" href="${filesPath}/${pageFiles.style.name}">
${scripts.map((url) => `<script defer src="${escaped(url)}"></script>`).join('\n')}
</head>
<body${attributes.join('')}>
<main>
${bodyOf(page, texts)}
</main>
</body>
</html>
`;
}

function bodyOf(page: SignInPage, texts: PageTexts): string {
  const { view } = page;
  switch (view.kind) {
    case 'wait':
      return `${heading(texts.waitHeading)}\n<p role="status">${escaped(texts.wait)}</p>`;
    case 'confirm':
      return confirmation(view, { page, texts });
    case 'done':
      return [
        heading(texts.doneHeading),
        `<p id="done" class="good">${escaped(view.account)}</p>`,
        `<p>${escaped(texts.done)}</p>`,
        closeButton(texts),
      ].join('\n');
    case 'refused':
      return failed(view.failure, { page, texts });
  }
}

interface Parts {
  readonly page: SignInPage;
  readonly texts: PageTexts;
}

function confirmation(view: Extract<SignInView, { kind: 'confirm' }>, { page, texts }: Parts): string {
  const lines = [heading(texts.confirmHeading), `<p>${escaped(texts.confirm)}</p>`];
  lines.push(`<p class="account" data-testid="sign-in-account">${escaped(view.account)}</p>`);
  if (view.tie !== 'none') {
    lines.push(`<p class="${view.tie === 'second' ? 'bad' : ''}">${escaped(texts[view.tie])}</p>`);
  }
  if (view.code !== null) {
    const go = `<button id="continue" class="primary" type="button" hidden>${escaped(texts.continue)}</button>`;
    lines.push(
      `<p class="actions">${go}</p>`,
      `<p id="lost" class="quiet" hidden>${escaped(texts.typeDigits)}</p>`,
    );
  }
  if (view.wrongDigits) lines.push(`<p class="bad" role="alert">${escaped(texts.wrongDigits)}</p>`);
  const { path, state } = page.signIn ?? { path: '', state: '' };
  lines.push(
    `<form method="post" action="${escaped(path)}/release">`,
    `<input type="hidden" name="state" value="${escaped(state)}">`,
    `<label for="digits">${escaped(texts.digits)}</label>`,
    '<p class="row"><input id="digits" name="digits" inputmode="numeric" autocomplete="off" pattern="[0-9]{2}" maxlength="2" required aria-describedby="digits-help">',
    `<button type="submit">${escaped(texts.submit)}</button></p>`,
    `<p id="digits-help" class="quiet">${escaped(texts.digitsHelp)}</p>`,
    '</form>',
    `<p class="quiet">${escaped(texts.notYou)}</p>`,
  );
  return lines.join('\n');
}

function failed(
  { code, account, expected }: Extract<SignInView, { kind: 'refused' }>['failure'],
  { page, texts }: Parts,
): string {
  const { what, todo } = texts.failures[code] ?? texts.otherFailure;
  const lines = [heading(texts.failedHeading), `<p class="bad" role="alert">${escaped(what)}</p>`];
  if (account !== null) lines.push(`<p>${escaped(texts.signedInAs.replace('{account}', () => account))}</p>`);
  if (expected !== null)
    lines.push(`<p>${escaped(texts.expected.replace('{expected}', () => expected))}</p>`);
  const reference = texts.reference.replace('{reference}', () => `${code} ${page.reference}`);
  lines.push(`<p>${escaped(todo)}</p>`, closeButton(texts), `<p class="quiet">${escaped(reference)}</p>`);
  return lines.join('\n');
}

function heading(text: string): string {
  return `<h1>${escaped(text)}</h1>`;
}

function closeButton(texts: PageTexts): string {
  return `<p class="actions"><button id="close" type="button" hidden>${escaped(texts.close)}</button></p>`;
}
