import { z } from 'zod';
import { defaultJoiningInstructions, defaultTexts } from './default-texts.ts';
import { localizedHtml } from './localized-text.ts';

const { email } = defaultTexts;

/** What is written into invitations and answered to organizers. `…_text` fields pass no engine. */
export const emailTextsSection = z.strictObject({
  joining_instructions_template: localizedHtml(defaultJoiningInstructions(null)),
  placeholder_text: localizedHtml(email.placeholder),
  accept_new_single_meeting_template: localizedHtml(email.acceptNewSingleMeeting),
  accept_edited_single_meeting_template: localizedHtml(email.acceptEditedSingleMeeting),
  accept_new_recurring_meeting_template: localizedHtml(email.acceptNewRecurringMeeting),
  accept_edited_occurrence_template: localizedHtml(email.acceptEditedOccurrence),
  accept_edited_recurring_meeting_template: localizedHtml(email.acceptEditedRecurringMeeting),
  reject_invalid_alias_id_text: localizedHtml(email.rejectInvalidAliasId),
  reject_alias_conflict_template: localizedHtml(email.rejectAliasConflict),
  reject_alias_deleted_text: localizedHtml(email.rejectAliasDeleted),
  reject_recurring_series_in_past_text: localizedHtml(email.rejectRecurringSeriesInPast),
  reject_single_meeting_in_past_text: localizedHtml(email.rejectSingleMeetingInPast),
  reject_beyond_limits_text: localizedHtml(email.rejectBeyondLimits),
  reject_general_error_template: localizedHtml(email.rejectGeneralError),
});
