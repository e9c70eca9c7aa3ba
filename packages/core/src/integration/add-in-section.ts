import { z } from 'zod';
import { defaultIcon } from './default-icon.ts';
import { defaultTexts } from './default-texts.ts';
import { hostnameWithPort, urlFault } from './fields.ts';
import { localizedHtml, localizedLabel, MAX_TEMPLATE_LENGTH } from './localized-text.ts';
import { decodeBase64, otherImageKind, pngSize } from './png.ts';

const { addIn, pane } = defaultTexts;
const paneText = (fallback: string) => localizedHtml(fallback, { maxLength: MAX_TEMPLATE_LENGTH });
const paneLabel = (fallback: string) => localizedLabel(fallback, { maxLength: 250 });

/** Every heading, label and message of the pane. */
const paneTexts = z
  .strictObject({
    title: paneText(pane.title),
    description: paneText(pane.description),
    single_use_vmr_button_label: paneLabel(pane.singleUseVmrButtonLabel),
    success_heading: paneText(pane.successHeading),
    already_video_meeting_heading: paneText(pane.alreadyVideoMeetingHeading),
    unable_to_add_joining_instructions_heading: paneText(pane.unableToAddJoiningInstructionsHeading),
    general_error_heading: paneText(pane.generalErrorHeading),
    success_message: paneText(pane.successMessage),
    already_video_meeting_message: paneText(pane.alreadyVideoMeetingMessage),
    unable_to_add_joining_instructions_message: localizedHtml(pane.unableToAddJoiningInstructionsMessage, {
      maxLength: 250,
    }),
    error_inserting_single_use_vmr_message: paneText(pane.errorInsertingSingleUseVmrMessage),
    personal_vmr_button_label: paneLabel(pane.personalVmrButtonLabel),
    sign_in_button_label: paneLabel(pane.signInButtonLabel),
    select_personal_vmr_message: paneText(pane.selectPersonalVmrMessage),
    no_personal_vmr_message: paneText(pane.noPersonalVmrMessage),
    error_getting_personal_vmrs_message: paneText(pane.errorGettingPersonalVmrsMessage),
    error_signing_in_message: paneText(pane.errorSigningInMessage),
    error_inserting_personal_vmr_message: paneText(pane.errorInsertingPersonalVmrMessage),
    add_in_not_available_message: paneText(pane.addInNotAvailableMessage),
  })
  .prefault({});

/** What the generated manifests ask of Outlook and offer there. */
const manifest = z
  .strictObject({
    permission_level: z.enum(['read_write_item', 'read_write_mailbox']).default('read_write_item'),
    on_premises: z.boolean().describe('the flavour for Exchange Server').default(true),
    cloud: z.boolean().describe('the flavour for Microsoft 365').default(true),
    delegates: z.boolean().describe('in calendars of others').default(true),
    mobile: z.boolean().describe('a switch on phones; Microsoft 365 only').default(false),
    smart_alerts: z.boolean().describe('checks before sending; Microsoft 365 only').default(false),
    new_appointment: z
      .enum(['off', 'offer', 'add'])
      .describe('in a new appointment; Microsoft 365 only')
      .default('off'),
  })
  .prefault({});

/** Longest icon, in characters of base64. */
const MAX_ICON_LENGTH = 350_000;

const icon = z
  .string()
  .max(MAX_ICON_LENGTH)
  .superRefine((text, context) => {
    if (text.length > MAX_ICON_LENGTH) return;
    const message = iconFault(text);
    if (message !== null) context.addIssue({ code: 'custom', params: { code: 'icon' }, message });
  });

function iconFault(text: string): string | null {
  const bytes = decodeBase64(text);
  if (bytes === null) return 'Not a file in base64.';
  const size = pngSize(bytes);
  if (size === null) {
    const kind = otherImageKind(bytes);
    return kind === null ? 'Not a whole PNG file.' : `This is ${kind}; a PNG is needed.`;
  }
  const { width, height } = size;
  if (width === height && width >= 80 && width <= 512) return null;
  return `This PNG has ${width} x ${height} pixels; it must be square, 80 to 512 pixels wide.`;
}

const origin = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const message = urlFault(text) ?? (new URL(text).pathname === '/' ? null : 'An origin has no path.');
    if (message !== null) context.addIssue({ code: 'custom', params: { code: 'url' }, message });
  })
  .transform((text) => (URL.canParse(text) ? new URL(text).origin : text));

/** What the add-in is called, says and looks like; limits of labels are those of Office manifests. */
export const addInSection = z.strictObject({
  server_fqdn: hostnameWithPort,
  provider_name: localizedLabel(addIn.providerName, { maxLength: 125 }),
  display_name: localizedLabel(addIn.displayName, { maxLength: 125 }),
  description: localizedLabel(addIn.description, { maxLength: 250 }),
  group_label: localizedLabel(addIn.groupLabel, { maxLength: 125 }),
  button_label: localizedLabel(addIn.buttonLabel, { maxLength: 125 }),
  supertip_title: localizedLabel(addIn.supertipTitle, { maxLength: 125 }),
  supertip_text: localizedLabel(addIn.supertipText, { maxLength: 250 }),
  /** PNG in base64, square, 80 pixels wide or more; other sizes are derived from it. */
  icon: icon.describe('of base64: a square PNG, 80 to 512 pixels wide').default(defaultIcon),
  pane: paneTexts,
  manifest,
  /** Outlook on the web of the customer's own Exchange: origins that may frame the pane. */
  owa_origins: z.array(origin).max(50).default([]),
});
