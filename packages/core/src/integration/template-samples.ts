import { schedulingTagText } from '../tags/scheduling-tag.ts';
import type { TemplateValues } from '../templates/template-engine.ts';

/** The id of the sample's tag; as long as real ones. */
export const SAMPLE_TAG_ID = 'abcdefghijklmnopqrstuvwxyz234567'.repeat(3);

const samples: TemplateValues = {
  alias: '5512345678@example.com',
  numeric_alias: '5512345678',
  alias_uuid: schedulingTagText(SAMPLE_TAG_ID),
  join_url: 'https://join.example.com/5512345678',
  addin_server_domain: 'vmr.example.com',
  subject: 'Project review',
  organizer_name: 'Alex Taylor',
  organizer_email: 'alex.taylor@example.com',
  start_time: '09:30 on 14/05/2026',
  end_time: '10:00 on 14/05/2026',
  correlation_id: '018f5a3e-7c1d-7b2a-9e4f-3d6c5b8a7f10',
  pin: '482915',
  guest_pin: '730264',
  name: 'Alex’s room',
  description: 'Personal room of Alex Taylor',
  domain_aliases: ['alex.taylor@example.com'],
  other_aliases: ['alex'],
  numeric_aliases: ['551234'],
  allow_guests: true,
};

const pins = ['pin', 'guest_pin', 'allow_guests'];

/** What a meeting or a room may be without. */
const lacks: readonly (readonly string[])[] = [[], ['join_url'], pins, ['join_url', ...pins]];

/** Values to try a template with, by what they are: all that it may use, and those without join URL and PINs. */
export function sampleValues(variables: readonly string[]): ReadonlyMap<string, TemplateValues> {
  const own = Object.entries(samples).filter(([name]) => variables.includes(name));
  return new Map(
    lacks.map((lack) => {
      const lacking = lack.filter((name) => variables.includes(name));
      const title = lacking.length === 0 ? 'With sample values' : `Without ${lacking.join(', ')}`;
      return [title, Object.fromEntries(own.filter(([name]) => !lacking.includes(name)))];
    }),
  );
}
