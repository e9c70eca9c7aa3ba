import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { PaneConfig } from '../pane-config.ts';
import type { PaneEvent, PaneState, Task } from '../state/pane-state.ts';
import { fill, type OwnTexts, versionFor } from '../texts/own-texts.ts';
import { barIcon } from './icons.ts';
import { type Bar, barOf } from './notice-text.ts';
import { choice, signInActions, signInNews } from './personal-view.ts';
import { richText } from './rich-text.ts';

/** Drawn again only when the text is another one: screen readers would say it again. */
const rich = (text: string) => guard([text], () => richText(text));

/** What the pane is drawn from. */
export interface ViewContext {
  readonly config: PaneConfig;
  readonly own: OwnTexts;
  /** BCP 47 tag of the user's language. */
  readonly language: string;
  /** Whose calendar it is. */
  readonly account: string;
  /** What was copied last; empty: nothing. */
  readonly copied: string;
  /** Lines of the debug log. */
  readonly log: readonly string[];
  dispatch(event: PaneEvent): void;
  copy(text: string): void;
}

/** The whole pane as it looks in a state. */
export function paneView(state: PaneState, context: ViewContext): TemplateResult {
  const record = recordOf(context);
  return html`
    <header>
      <h1>${rich(record('title'))}</h1>
      <p class="quiet">${rich(record('description'))}</p>
    </header>
    ${state.phase.kind === 'gone' ? nothing : actions(state, context)}
    <div class="news" role="status" aria-live="polite" data-testid="pane-status" tabindex="-1">${news(state, context)}</div>
    ${state.hasRoom && ['ready', 'working'].includes(state.phase.kind) ? removal(state, context) : nothing}
    ${context.config.debugLog ? debugLog(context) : nothing}
  `;
}

function recordOf({ config, language }: ViewContext): (name: string) => string {
  return (name) => versionFor(config.texts[name], language);
}

interface ButtonOptions {
  readonly event: PaneEvent;
  readonly look: 'primary' | 'outline' | 'subtle';
}

/** While the pane works its buttons keep the focus and do nothing. */
function buttonFor(state: PaneState, { dispatch }: ViewContext) {
  const isBusy = state.phase.kind === 'working';
  return (label: string, { event, look }: ButtonOptions) =>
    html`<fluent-button
      role="button"
      appearance=${look}
      ?disabled-focusable=${isBusy}
      aria-disabled=${isBusy ? 'true' : 'false'}
      @click=${() => dispatch(event)}
      >${label}</fluent-button
    >`;
}

function removal(state: PaneState, context: ViewContext): TemplateResult {
  const button = buttonFor(state, context);
  const event = { kind: 'remove-pressed' } as const;
  return html`<div class="actions">${button(context.own.remove, { event, look: 'subtle' })}</div>`;
}

function actions(state: PaneState, context: ViewContext): TemplateResult {
  const { own, config } = context;
  const button = buttonFor(state, context);
  if (state.phase.kind === 'asking') {
    return html`<div class="actions">
      ${button(own.askReplace, { event: { kind: 'replace-pressed' }, look: 'primary' })}
      ${button(own.askKeep, { event: { kind: 'keep-pressed' }, look: 'outline' })}
    </div>`;
  }
  if (state.phase.kind === 'signing-in') return signInActions(state.phase, context);
  if (state.phase.kind === 'choosing') return choice(state.phase, context);
  const label = recordOf(context)('single_use_vmr_button_label');
  const personal = {
    event: { kind: 'personal-pressed' },
    look: config.singleUse || state.hasRoom ? 'outline' : 'primary',
  } as const;
  const add = { event: { kind: 'add-pressed' }, look: state.hasRoom ? 'outline' : 'primary' } as const;
  return html`<div class="actions">
    ${config.singleUse ? button(label, add) : nothing}
    ${config.personal ? button(recordOf(context)('personal_vmr_button_label'), personal) : nothing}
  </div>`;
}

function news(state: PaneState, context: ViewContext): TemplateResult | typeof nothing {
  const { own } = context;
  const { phase, notice, mailbox } = state;
  if (phase.kind === 'gone') return plainBar('info', own.goneHeading, own.goneMessage);
  if (phase.kind === 'asking') return plainBar('info', own.askHeading, own.askMessage);
  if (phase.kind === 'signing-in') return signInNews(phase, context);
  if (phase.kind === 'working' && phase.task !== 'invite') return workingLine(phase.task, phase.isSlow, own);
  const bar = notice && barOf(notice, { own, record: recordOf(context), mailbox });
  const isMissing = notice?.kind === 'already' && mailbox !== null && !mailbox.isInvited;
  return html`
    ${bar ? barView(bar, context) : nothing}
    ${isMissing ? inviteBar(context, mailbox.name || mailbox.email) : nothing}
    ${phase.kind === 'working' ? workingLine(phase.task, phase.isSlow, own) : nothing}
    ${
      state.foreign !== null && state.hasRoom
        ? plainBar('warning', '', fill(own.foreign, { product: state.foreign }))
        : nothing
    }
  `;
}

function workingLine(task: Task, isSlow: boolean, own: OwnTexts): TemplateResult {
  const adding = isSlow ? own.workingSlow : own.working;
  const text = {
    add: adding,
    'add-personal': adding,
    list: own.listing,
    'sign-in': own.signInPreparing,
    remove: own.removing,
    invite: own.inviting,
  }[task];
  return html`<p class="working"><fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>${text}</p>`;
}

function plainBar(kind: Bar['kind'], heading: string, message: string): TemplateResult {
  return html`<section class="bar ${kind}">
    ${barIcon(kind)}
    <div>
      ${heading === '' ? nothing : html`<h2>${heading}</h2>`}
      <p>${message}</p>
    </div>
  </section>`;
}

function inviteBar({ own, dispatch }: ViewContext, name: string): TemplateResult {
  return html`<section class="bar warning">
    ${barIcon('warning')}
    <div>
      <p>${own.mailboxAbsent}</p>
      <fluent-button role="button" @click=${() => dispatch({ kind: 'invite-pressed' })}
        >${fill(own.mailboxAdd, { name })}</fluent-button
      >
    </div>
  </section>`;
}

function barView(bar: Bar, context: ViewContext): TemplateResult {
  const { own, config } = context;
  const text = (content: string) => (bar.isRecord ? rich(content) : content);
  const window = { before: config.joinBeforeMinutes, after: config.joinAfterMinutes };
  return html`<section class="bar ${bar.kind}">
    ${barIcon(bar.kind)}
    <div>
      ${bar.heading === '' ? nothing : html`<h2>${text(bar.heading)}</h2>`}
      ${bar.message === '' ? nothing : html`<p>${text(bar.message)}</p>`}
      ${bar.remarks.map((remark) => html`<p>${remark}</p>`)}
      ${bar.toCopy.map(({ label, value }) => html`<p>${label}</p>${copyLine(value, context)}`)}
      ${bar.alias === '' ? nothing : copyLine(bar.alias, context)}
      ${bar.hasWindow ? html`<p class="quiet">${fill(own.window, window)}</p>` : nothing}
      ${
        bar.reference === '' || bar.kind === 'success'
          ? nothing
          : html`<details>
            <summary>${own.details}</summary>
            <p class="quiet">${fill(own.reference, { reference: bar.reference })}</p>
          </details>`
      }
    </div>
  </section>`;
}

function copyLine(value: string, { own, copy, copied }: ViewContext): TemplateResult {
  return html`<div class="copy">
    <code>${value}</code>
    <fluent-button role="button" size="small" appearance="subtle" aria-label="${own.copy}: ${value}" @click=${() => copy(value)}
      >${copied === value ? own.copied : own.copy}</fluent-button
    >
  </div>`;
}

function debugLog({ log, account }: ViewContext): TemplateResult {
  return html`<details class="log">
    <summary>Debug log</summary>
    <pre tabindex="0" aria-label="Debug log">${[account, ...log].join('\n')}</pre>
  </details>`;
}
