import { html, nothing, type TemplateResult } from 'lit';
import type { ListedRooms, PaneState } from '../state/pane-state.ts';
import { fill, versionFor } from '../texts/own-texts.ts';
import { barIcon } from './icons.ts';
import { textOnly } from './notice-text.ts';
import type { ViewContext } from './pane-view.ts';
import { richText } from './rich-text.ts';

type SigningIn = Extract<PaneState['phase'], { kind: 'signing-in' }>;
type Choosing = Extract<PaneState['phase'], { kind: 'choosing' }>;

/** What can be pressed while somebody signs in. */
export function signInActions(phase: SigningIn, context: ViewContext): TemplateResult {
  const { own, dispatch, config, language } = context;
  const isWaiting = phase.link === null || phase.window === 'open';
  return html`<div class="actions">
    <fluent-button
      role="button"
      appearance="primary"
      ?disabled-focusable=${isWaiting}
      aria-disabled=${isWaiting ? 'true' : 'false'}
      @click=${() => dispatch({ kind: 'sign-in-pressed' })}
      >${versionFor(config.texts.sign_in_button_label, language)}</fluent-button
    >
    <fluent-button role="button" appearance="subtle" @click=${() => dispatch({ kind: 'cancel-pressed' })}
      >${own.cancel}</fluent-button
    >
  </div>`;
}

/** How a sign-in stands: its digits, and the way by a browser. */
export function signInNews({ link, window, isConfirming }: SigningIn, { own }: ViewContext): TemplateResult {
  if (link === null) return html`<p class="quiet">${own.signInPreparing}</p>`;
  const message = isConfirming
    ? own.signInConfirming
    : window === 'open'
      ? own.signInOpen
      : own.signInMessage;
  return html`<section class="bar ${window === 'blocked' ? 'warning' : 'info'}">
    ${barIcon(window === 'blocked' ? 'warning' : 'info')}
    <div>
      <h2>${own.signInHeading}</h2>
      ${window === 'blocked' ? html`<p>${own.signInBlocked}</p>` : nothing}
      <p>${message}</p>
      <p class="digits" data-testid="sign-in-digits">${link.digits}</p>
      <p>${own.signInHint}</p>
      <p><a href=${link.url} target="_blank" rel="noopener noreferrer">${own.signInBrowser}</a></p>
      <details>
        <summary>${own.signInStuck}</summary>
        <p>${own.signInStuckCauses}</p>
      </details>
    </div>
  </section>`;
}

/** The rooms to choose from; before it, where the calendar is another's, whether that account is meant. */
export function choice({ listed, isMeant }: Choosing, context: ViewContext): TemplateResult {
  const { own, dispatch } = context;
  return html`
    ${isMeant ? roomList(listed, context) : otherAccount(listed, context)}
    <div class="actions">
      <fluent-button role="button" appearance="subtle" @click=${() => dispatch({ kind: 'cancel-pressed' })}
        >${own.cancel}</fluent-button
      >
    </div>
  `;
}

function roomList(
  { account, rooms }: ListedRooms,
  { own, config, language, dispatch }: ViewContext,
): TemplateResult {
  return html`<section aria-labelledby="rooms">
    <h2 id="rooms">${richText(versionFor(config.texts.select_personal_vmr_message, language))}</h2>
    <p class="quiet">${fill(own.roomsOf, { account })}</p>
    <ul class="rooms">
      ${rooms.map(
        (room) => html`<li>
          <fluent-button role="button" appearance="outline" @click=${() => dispatch({ kind: 'room-chosen', room })}
            >${textOnly(room.name)}</fluent-button
          >
          ${room.description === '' ? nothing : html`<p class="quiet">${richText(room.description)}</p>`}
        </li>`,
      )}
    </ul>
  </section>`;
}

function otherAccount(
  { account }: ListedRooms,
  { own, account: mailbox, dispatch }: ViewContext,
): TemplateResult {
  return html`<section class="bar warning">
    ${barIcon('warning')}
    <div>
      <h2>${own.otherHeading}</h2>
      <p>${fill(own.otherMessage, { account, mailbox })}</p>
      <fluent-button role="button" @click=${() => dispatch({ kind: 'account-confirmed' })}
        >${fill(own.otherUse, { account })}</fluent-button
      >
      <fluent-button role="button" @click=${() => dispatch({ kind: 'other-account-pressed' })}
        >${own.otherSignIn}</fluent-button
      >
    </div>
  </section>`;
}
