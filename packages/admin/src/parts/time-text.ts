import { html, type TemplateResult } from 'lit';

const full = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/** The zone of every time that the page shows. */
export const shownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment in the one form that the page has for it: `2 Dec 2026, 14:05`. */
export function timeText(at: string | null): string {
  return at === null ? 'never' : full.format(new Date(at));
}

/** `14:05` */
export function clockText(at: string): string {
  return clock.format(new Date(at));
}

/** `Wed, 2 Dec` */
export function dayText(at: string): string {
  return weekday.format(new Date(at));
}

export function timeView(at: string | null): TemplateResult | string {
  return at === null ? 'never' : html`<time datetime=${at}>${timeText(at)}</time>`;
}

/** A length of time in words: `45 s`, `12 min`, `3 h`. */
export function spanText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
