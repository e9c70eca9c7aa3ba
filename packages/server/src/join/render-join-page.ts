import { formatInstant, instant, type ManagerAnswer } from '@vmrkit/core';
import { escaped, pageFile } from '../pages/page-file.ts';
import { framePage } from '../pages/page-frame.ts';
import { pageStyle } from '../pages/page-style.ts';
import type { JoinTexts } from './join-texts.ts';

/** What the page shows; `away`: no manager or no platform answered. */
export type JoinView = Exclude<ManagerAnswer<'followJoinLink'>['link'], { kind: 'open' }>;

/** What somebody typed who joins. */
export interface JoinForm {
  readonly name: string;
  readonly pin: string;
}

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

const formStyle = `
.fields input { display: block; width: 100%; margin-bottom: 16px; font: inherit; font-size: 16px; line-height: 24px;
  padding: 7px 11px; letter-spacing: normal; text-align: start; }
.fields input + .quiet { margin-top: -12px; }
.fields input[aria-invalid] { border-color: var(--bad); }
.fields button { width: 100%; min-height: 40px; }
`;

/** Both files of the page. */
export const joinFiles = {
  style: pageFile('join', `${pageStyle}${formStyle}`, 'css'),
  script: pageFile('join', script, 'js'),
};

/**
 * Headers of the page: strict, kept by nobody, and the link goes to no other site. A form is sent here alone, and on to
 * `origin`: browsers hold redirects to that rule too. Null: there is no form.
 */
export function joinHeaders(origin: string | null): Readonly<Record<string, string>> {
  const target = origin === null ? "'none'" : `'self' ${origin}`;
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action ${target}; frame-ancestors 'none'`,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Robots-Tag': 'noindex, nofollow',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  };
}

/** What a page is made from. */
export interface JoinPage {
  readonly view: JoinView;
  /** As typed in the last try; empty: there was none. */
  readonly name: string;
  readonly texts: JoinTexts;
  readonly language: string;
  /** Path under which the page's files lie. */
  readonly filesPath: string;
}

/** The whole page; nothing of it comes from a meeting but a time, and whether it asks for a PIN. */
export function renderJoinPage({ view, name, texts, language, filesPath }: JoinPage): string {
  const opensAt = view.kind === 'closed' && view.reason === 'not-yet' ? view.opensAt : null;
  const time = opensAt === null ? '' : formatInstant(instant(opensAt));
  return framePage({
    language,
    title: texts.title,
    style: `${filesPath}/${joinFiles.style.name}`,
    scripts: [`${filesPath}/${joinFiles.script.name}`],
    data: { language, 'opens-at': time },
    refreshSeconds: waits(view) ? 15 : null,
    body: (view.kind === 'form' ? formLines(view, texts, name) : linesOf(view, texts, time)).join('\n'),
  });
}

/** Whether only asking again tells more. */
function waits(view: JoinView): boolean {
  return (
    view.kind === 'away' || (view.kind === 'closed' && view.reason === 'not-yet' && view.opensAt === null)
  );
}

const heading = (text: string) => `<h1>${escaped(text)}</h1>`;
const line = (text: string) => `<p>${escaped(text)}</p>`;

type FormView = Extract<JoinView, { kind: 'form' }>;

/** Without an address: the form goes to where the page came from. */
function formLines({ pin, fault }: FormView, texts: JoinTexts, name: string): readonly string[] {
  const asked = pin === 'none' ? [] : pinLines(pin, fault === 'pin', texts);
  return [
    heading(texts.open),
    ...(fault === null
      ? []
      : [
          `<p class="bad" id="fault" role="alert">${escaped(fault === 'pin' ? texts.wrongPin : texts.limited)}</p>`,
        ]),
    '<form class="fields" method="post" autocomplete="off">',
    `<label for="name">${escaped(texts.name)}</label>`,
    `<input id="name" name="name" required maxlength="100" autocomplete="name" value="${escaped(name)}">`,
    ...asked,
    `<button class="primary">${escaped(texts.join)}</button>`,
    '</form>',
  ];
}

function pinLines(pin: 'optional' | 'required', isWrong: boolean, texts: JoinTexts): readonly string[] {
  const said = [...(isWrong ? ['fault'] : []), ...(pin === 'optional' ? ['pin-help'] : [])].join(' ');
  return [
    `<label for="pin">${escaped(pin === 'optional' ? texts.hostPin : texts.pin)}</label>`,
    `<input id="pin" name="pin" type="password" inputmode="numeric" maxlength="20" autocomplete="off"${
      pin === 'required' ? ' required' : ''
    }${isWrong ? ' aria-invalid="true"' : ''}${said === '' ? '' : ` aria-describedby="${said}"`}>`,
    ...(pin === 'optional' ? [`<p class="quiet" id="pin-help">${escaped(texts.hostPinHelp)}</p>`] : []),
  ];
}

function linesOf(view: Exclude<JoinView, FormView>, texts: JoinTexts, time: string): readonly string[] {
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
