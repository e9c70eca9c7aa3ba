import { formatInstant, instant, type ManagerAnswer } from '@vmrkit/core';
import { escaped, pageFile } from '../pages/page-file.ts';
import { pageStyle } from '../pages/page-style.ts';
import type { JoinTexts } from './join-texts.ts';

/** What the page shows; `away`: no manager answered. */
export type JoinView =
  | Exclude<ManagerAnswer<'followJoinLink'>['link'], { kind: 'open' }>
  | { readonly kind: 'away' };

/** Shows the opening in the reader's own zone, counts down, and asks again once it is time. */
const script = `
(() => {
  const { opensAt, language } = document.body.dataset;
  if (!opensAt) return;
  const at = Date.parse(opensAt);
  const shown = document.getElementById('opens-at');
  const left = document.getElementById('left');
  shown.textContent = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }).format(at);
  document.getElementById('counting').hidden = false;
  // A clock that is ahead must not ask all the time.
  const pause = at > Date.now() ? 1000 : 15000;
  const two = (number) => String(number).padStart(2, '0');
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((at - Date.now()) / 1000));
    const days = Math.floor(seconds / 86400);
    const time = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
    left.textContent = days > 0 ? days + ' × 24 h + ' + time : time;
    if (seconds === 0) setTimeout(() => location.reload(), pause + Math.random() * 2000);
    else setTimeout(tick, 1000);
  };
  tick();
})();
`;

/** Both files of the page. */
export const joinFiles = {
  style: pageFile('join', pageStyle, 'css'),
  script: pageFile('join', script, 'js'),
};

/** Headers of the page: strict, kept by nobody, and the link goes to no other site. */
export const joinHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
};

/** What a page is made from. */
export interface JoinPage {
  readonly view: JoinView;
  readonly texts: JoinTexts;
  readonly language: string;
  /** Path under which the page's files lie. */
  readonly filesPath: string;
}

/** The whole page; nothing of it comes from a meeting but a time. */
export function renderJoinPage({ view, texts, language, filesPath }: JoinPage): string {
  const opensAt = view.kind === 'closed' && view.reason === 'not-yet' ? view.opensAt : null;
  const time = opensAt === null ? '' : formatInstant(instant(opensAt));
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${waits(view) ? '<meta http-equiv="refresh" content="15">\n' : ''}<title>${escaped(texts.title)}</title>
<link rel="stylesheet" href="${filesPath}/${joinFiles.style.name}">
<script defer src="${filesPath}/${joinFiles.script.name}"></script>
</head>
<body data-language="${language}" data-opens-at="${time}">
<main>
${linesOf(view, texts, time).join('\n')}
</main>
</body>
</html>
`;
}

/** Whether only asking again tells more. */
function waits(view: JoinView): boolean {
  return (
    view.kind === 'away' || (view.kind === 'closed' && view.reason === 'not-yet' && view.opensAt === null)
  );
}

function linesOf(view: JoinView, texts: JoinTexts, time: string): readonly string[] {
  const heading = (text: string) => `<h1>${escaped(text)}</h1>`;
  const line = (text: string) => `<p>${escaped(text)}</p>`;
  if (view.kind === 'unknown') return [heading(texts.unknown), line(texts.unknownHelp)];
  if (view.kind === 'away') return [heading(texts.away), line(texts.awayHelp)];
  if (view.reason !== 'not-yet') return [heading(texts.title), line(texts[view.reason])];
  if (time === '') return [heading(texts.notYet), line(texts.opensLater)];
  return [
    heading(texts.notYet),
    `<p>${escaped(texts.opensAt)} <time id="opens-at" datetime="${time}">${time}</time></p>`,
    `<p id="counting" hidden>${escaped(texts.opensIn)} <strong id="left" role="timer"></strong></p>`,
    `<p class="quiet">${escaped(texts.staysOpen)}</p>`,
  ];
}
