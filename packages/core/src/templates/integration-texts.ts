import type { TemplateValues } from './template-engine.ts';

/** The five acceptance messages (S2.6). */
export type AcceptText =
  | 'single-new'
  | 'single-edited'
  | 'series-new'
  | 'occurrence-edited'
  | 'series-edited';

/** The six rejections (S2.6). */
export type DeclineText =
  | 'invalid-alias-id'
  | 'alias-conflict'
  | 'alias-deleted'
  | 'series-in-past'
  | 'single-in-past'
  | 'general-error';

/** A rendered text, and whether the built-in one stands in because the integration's own failed. */
export interface RenderedText {
  readonly text: string;
  readonly fellBack: boolean;
}

/**
 * All texts of one integration, ready to render. No method throws: a template that fails gives the built-in text
 * instead, and says so, since a broken template must not stop the mail (S6.4).
 */
export interface IntegrationTexts {
  conferenceName(values: TemplateValues): RenderedText;
  conferenceDescription(values: TemplateValues): RenderedText;
  conferenceSubject(values: TemplateValues): RenderedText;
  /** HTML for the top of the invitation; always holds the scheduling tag, `alias_uuid`. */
  joiningInstructions(values: TemplateValues, language: string | null): RenderedText;
  /** HTML that stands for the instructions while no alias can be had (S3.4). */
  placeholder(language: string | null): string;
  /** HTML of an answer to the organizer. */
  answer(text: AcceptText | DeclineText, values: TemplateValues, language: string | null): RenderedText;
}
