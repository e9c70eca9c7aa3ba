import type { TemplateValues } from './template-engine.ts';

/** The five acceptance messages. */
export type AcceptText =
  | 'single-new'
  | 'single-edited'
  | 'series-new'
  | 'occurrence-edited'
  | 'series-edited';

/** The rejections. */
export type DeclineText =
  | 'invalid-alias-id'
  | 'alias-conflict'
  | 'alias-deleted'
  | 'series-in-past'
  | 'single-in-past'
  | 'beyond-limits'
  | 'general-error';

/** Every text of an integration that passes an engine or may stand for one that does. */
export type TextName =
  | AcceptText
  | DeclineText
  | 'conference-name'
  | 'conference-description'
  | 'conference-subject'
  | 'alias-description'
  | 'joining-instructions'
  | 'join-target'
  | 'room-name'
  | 'room-description'
  | 'room-instructions'
  | 'room-location';

/** Told how an integration's templates fare, while a text is rendered: neither throws nor waits. */
export interface TextsWatch {
  /** The template gave its text, for the first time since it was read, and did not fail before. */
  worked(text: TextName): void;
  /** A built-in text stands in; `fault` is a code or a short reason. */
  failed(text: TextName, fault: string): void;
  /** Before each rendering: whether the budget is spent, so that built-in texts stand in. */
  budget(isSpent: boolean): void;
}

/**
 * All texts of one integration, ready to render. No method throws: for a template that fails, and for each one while
 * the integration's budget is spent, the built-in text stands in, since no template must stop the mail.
 */
export interface IntegrationTexts {
  conferenceName(values: TemplateValues): string;
  conferenceDescription(values: TemplateValues): string;
  conferenceSubject(values: TemplateValues): string;
  /** Of the aliases of a conference; empty where no template is set. */
  aliasDescription(values: TemplateValues): string;
  /**
   * HTML for the top of the invitation; always holds the scheduling tag, `alias_uuid`. Where the integration has join
   * links, `join_url` is made from it.
   */
  joiningInstructions(values: TemplateValues, language: string | null): string;
  /** HTML that stands for the instructions while no alias can be given. */
  placeholder(language: string | null): string;
  /** Where a join link leads; null: the integration has none, or its template gives nothing that a browser may open. */
  joinTarget(values: TemplateValues): string | null;
  /** HTML of an answer to the organizer. */
  answer(text: AcceptText | DeclineText, values: TemplateValues, language: string | null): string;
}

/** The texts of an integration about personal rooms. Throws as little as {@link IntegrationTexts}. */
export interface PersonalTexts {
  roomName(values: TemplateValues, language: string | null): string;
  roomDescription(values: TemplateValues, language: string | null): string;
  /** HTML for the top of the body. */
  roomInstructions(values: TemplateValues, language: string | null): string;
  /** One line. */
  roomLocation(values: TemplateValues, language: string | null): string;
}
