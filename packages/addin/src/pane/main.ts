import '@fluentui/web-components/button.js';
import '@fluentui/web-components/spinner.js';
import { render } from 'lit';
import { type OfficeCall, OfficeCaller } from './draft/call-office.ts';
import { readMendContext } from './draft/mend-context.ts';
import { OfficeDraft } from './draft/office-draft.ts';
import type { PaneConfig } from './pane-config.ts';
import { PaneRunner } from './run-pane.ts';
import { listRooms, renderRoom } from './server/personal-rooms.ts';
import { reserveRoom } from './server/reserve-room.ts';
import { beginSignIn, takeSignIn } from './server/sign-ins.ts';
import { PaneSignIn } from './sign-in/pane-sign-in.ts';
import { OfficeDialog } from './sign-in/sign-in-window.ts';
import { openedPane, type PaneState } from './state/pane-state.ts';
import { ownTextsFor } from './texts/own-texts.ts';
import { officeTokenSource } from './tokens/office-token-source.ts';
import { paneView, type ViewContext } from './view/pane-view.ts';
import { followHost } from './view/theme.ts';

/** Most lines that the debug log shows. */
const MOST_LINES = 200;

/** Between two looks whether Office.js is there. */
const LOOK_MS = 100;

/** What the view needs besides the state, as it stands now. */
interface Surroundings {
  copied: string;
  readonly log: string[];
}

const root = document.getElementById('pane');
if (root !== null) void start(root);

/** Office.js may come late; where it never does, the watch-dog of the page says so. */
async function start(target: HTMLElement): Promise<void> {
  while (typeof Office === 'undefined') await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  await Office.onReady();
  if (Office.context.mailbox?.item) openPane(target);
}

function openPane(target: HTMLElement): void {
  const config: PaneConfig = JSON.parse(target.dataset.config ?? '{}');
  const language = Office.context.displayLanguage ?? 'en';
  const account = Office.context.mailbox.userProfile?.emailAddress ?? '';
  followHost(language);
  const around: Surroundings = { copied: '', log: [] };
  let state = openedPane;
  const caller = new OfficeCaller(({ name, ms, result }: OfficeCall) => log(`${name} ${ms} ms ${result}`));
  const draw = () => keepFocus(target, () => render(paneView(state, context), target));
  const log = (line: string) => {
    around.log.push(`${new Date().toISOString()} ${line}`);
    if (around.log.length > MOST_LINES) around.log.shift();
    if (config.debugLog) draw();
  };
  const pauses = {
    now: () => performance.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  const signIn = new PaneSignIn({
    window: new OfficeDialog(caller),
    begin: beginSignIn,
    take: takeSignIn,
    pauses,
    mailbox: account,
    resolve: (url) => new URL(url, location.href).href,
  });
  const runner = new PaneRunner({
    draft: new OfficeDraft(caller, crypto.randomUUID()),
    pauses,
    tokens: officeTokenSource(config, caller),
    language,
    signIn,
    mend: () => readMendContext(caller),
    reserve: reserveRoom,
    listRooms,
    renderRoom,
    show(next: PaneState) {
      state = next;
      draw();
    },
    log,
  });
  const context: ViewContext = {
    config,
    own: ownTextsFor(language),
    language,
    account,
    get copied() {
      return around.copied;
    },
    get log() {
      return around.log;
    },
    dispatch: (event) => runner.dispatch(event),
    async copy(text) {
      if (await copyText(text)) around.copied = text;
      draw();
    },
  };
  target.replaceChildren();
  // The watch-dog's alert, where Outlook came after it.
  target.removeAttribute('role');
  document.documentElement.dataset.ready = 'true';
  runner.open();
}

/** Where the element that has the focus goes away, its place has it. */
function keepFocus(target: HTMLElement, redraw: () => void): void {
  const hadFocus = target.contains(document.activeElement);
  redraw();
  if (!hadFocus || target.contains(document.activeElement)) return;
  target.querySelector<HTMLElement>('.actions fluent-button, [role=status]')?.focus();
}

/** Some clients allow the clipboard only by the old way. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    return isCopied;
  }
}
