import type { IntegrationTexts } from '@vmrkit/core/composition';

/** Texts whose wording a test can read back: what was rendered, and with which values. */
export const fixtureTexts: IntegrationTexts = {
  conferenceName: ({ subject, organizer_name }) => `${subject} (${organizer_name})`,
  conferenceDescription: ({ organizer_email }) => `for ${organizer_email}`,
  conferenceSubject: ({ subject }) => String(subject),
  aliasDescription: ({ alias, subject }) => `${alias}: ${subject}`,
  joiningInstructions: ({ alias, alias_uuid, pin, guest_pin }) => {
    const pins = [pin && `<p>PIN ${pin}</p>`, guest_pin && `<p>Guest PIN ${guest_pin}</p>`];
    return `<p>Join ${alias}</p><p>${alias_uuid}</p>${pins.filter(Boolean).join('')}`;
  },
  joinTarget: () => null,
  placeholder: () => '<p>Instructions will follow.</p>',
  answer: (text, values) => `<p>${[text, ...Object.values(values)].join(' | ')}</p>`,
};
