import { z } from 'zod';
import { MAX_NUMBER_LENGTH } from '../allocation/permutation.ts';
import { defaultTexts } from './default-texts.ts';
import { hostname } from './fields.ts';
import { localizedPlainTemplate, MAX_TEMPLATE_LENGTH } from './localized-text.ts';

const minutes = z.int().min(0).max(180).describe('minutes');

/** Generated PINs of single-use VMRs. */
const pins = z
  .strictObject({
    /** Each VMR gets a host PIN. */
    host_pin: z.boolean().default(false),
    /** Guests may join too; needs a host PIN to tell the two apart. */
    allow_guests: z.boolean().default(false),
    /** Guests need a PIN of their own; needs `allow_guests`. */
    guest_pin: z.boolean().default(false),
    /** Digits of a PIN. */
    length: z.int().min(4).max(20).describe('digits').default(6),
    /** Everyone waits until the scheduled start, where the platform can do that. */
    lobby_until_start: z.boolean().default(false),
  })
  .prefault({});

/** Only signed-in participants, where the platform can tell; its names of groups of identity providers. */
const signedIn = z
  .strictObject({
    /** Hosts sign in by one of this group; null: they need not. */
    host_group: z.string().trim().min(1).max(250).nullable().default(null),
    /** Guests sign in by one of this group; null: they need not. */
    guest_group: z.string().trim().min(1).max(250).nullable().default(null),
    /** What becomes of those whose devices cannot sign in; null: as the platform's own settings say. */
    others: z.enum(['allow_if_trusted', 'disallow']).nullable().default(null),
  })
  .prefault({});

const acceptedSenders = z
  .strictObject({
    /** Messages that Exchange marks as authenticated from inside. */
    internal: z.boolean().default(true),
    domains: z.array(hostname).max(500).default([]),
  })
  .prefault({});

/** How single-use VMRs are named, numbered and opened. */
export const singleUseSection = z.strictObject({
  conference_name_template: localizedPlainTemplate(defaultTexts.singleUse.conferenceName),
  conference_description_template: localizedPlainTemplate(defaultTexts.singleUse.conferenceDescription),
  conference_subject_template: localizedPlainTemplate(defaultTexts.singleUse.conferenceSubject),
  scheduled_alias_prefix: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9._-]{1,8}$/, '1 to 8 letters, digits, dots, hyphens or underscores.')
    .describe('1 to 8 letters, digits, dots, hyphens or underscores')
    .nullable()
    .default(null),
  /** Digits that are drawn for each alias. */
  scheduled_alias_suffix_length: z.int().min(3).max(MAX_NUMBER_LENGTH).describe('digits').default(6),
  scheduled_alias_domain: hostname.nullable().default(null),
  /** Describes the aliases to the platform; empty: nothing does. */
  scheduled_alias_description_template: localizedPlainTemplate(''),
  /** Minutes before the scheduled start. */
  join_before_buffer: minutes.default(30),
  /** Minutes after the scheduled end. */
  join_after_buffer: minutes.default(60),
  /** The platform's name of a theme; null for its global one. */
  theme: z.string().trim().min(1).max(250).nullable().default(null),
  pins,
  signed_in: signedIn,
  accepted_senders: acceptedSenders,
  /**
   * Template of the URL to which a join link leads: https, a dialler's `sip:` or `tel:`, or a scheme that the operator
   * listed; null: no join links.
   */
  join_url_template: z
    .string()
    .trim()
    .max(MAX_TEMPLATE_LENGTH)
    .regex(
      /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]|(?!https?:)[a-z][a-z\d+.-]*:)\S/,
      'The URL must begin with https://, sip:, tel: or a scheme that the operator listed.',
    )
    .nullable()
    .default(null),
  /** Name of the operator's platform into which join links lead people one by one; null: none. */
  join_platform: z.string().trim().min(1).max(64).nullable().default(null),
  /** Room systems that read the location alone find the room too. */
  sip_uri_in_location: z.boolean().default(false),
  /** Hours that a conference is kept past its last join window. */
  retention_hours: z.int().min(0).max(8_760).describe('hours').default(24),
  /** Days after which a reservation that no meeting used is given up. */
  reservation_lapse_days: z.int().min(1).max(730).describe('days').default(90),
});
