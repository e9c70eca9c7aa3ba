import { html, svg, type TemplateResult } from 'lit';
import type { BarKind } from './notice-text.ts';

const shapes = {
  success: svg`<path d="M5.5 10.3l3 3 6-6.6" />`,
  info: svg`<path d="M10 9.2v5M10 5.8v.1" />`,
  warning: svg`<path d="M10 5.4v5.2M10 14v.1" />`,
  error: svg`<path d="M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4" />`,
} as const satisfies Record<BarKind, unknown>;

/** The sign of a bar, so that its kind is not told by colour alone. */
export function barIcon(kind: BarKind): TemplateResult {
  return html`<svg class="sign" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <circle cx="10" cy="10" r="9" />${shapes[kind]}
  </svg>`;
}
