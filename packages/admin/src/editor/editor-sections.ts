import type { FormField, RecordForm, RecordJson } from '../api/admin-types.ts';
import { valueAt } from './record-value.ts';

/** One thing that a section shows, from top to bottom. */
export type EditorItem =
  | { readonly kind: 'field'; readonly field: FormField; readonly path: string }
  | {
      readonly kind: 'heading';
      readonly text: string;
      readonly help: string;
      readonly removes: string | null;
    }
  | {
      readonly kind: 'provider';
      /** Place of the section that names the plugin. */
      readonly path: string;
      readonly label: string;
      readonly plugins: readonly Plugin[];
      readonly isOptional: boolean;
    }
  | { readonly kind: 'add'; readonly label: string; readonly path: string; readonly value: RecordJson };

type Plugin = RecordForm['plugins'][number];

/** A group of the guide, as the editor shows it. */
export interface EditorSection {
  readonly name: string;
  readonly title: string;
  readonly items: readonly EditorItem[];
}

/** Places of the record that name a plugin, with the kind of plugin that serves them. */
const places = {
  mailbox: { kind: /mailbox|organizer/i, title: 'Mail system' },
  organizer_access: { kind: /mailbox|organizer/i, title: 'Calendars of organizers elsewhere' },
  callers: { kind: /caller/i, title: 'Who may use the add-in' },
  sign_in: { kind: /sign/i, title: 'Sign-in of people' },
  room_source: { kind: /room/i, title: 'Where personal VMRs come from' },
} as const;

type Place = keyof typeof places;

const mailboxFields: readonly FormField[] = [
  {
    path: 'name',
    title: 'Name',
    help: 'Name of the equipment mailbox (a resource in Exchange).',
    type: 'text',
    placeholder: 'VMR booking',
  },
  {
    path: 'email',
    title: 'E-mail',
    help: 'Its address: the add-in invites it.',
    type: 'text',
    placeholder: 'vmr-booking@example.com',
  },
  {
    path: 'state',
    title: 'State',
    help: 'A draining mailbox gets no new meetings, and serves those it has.',
    type: 'choice',
    choices: ['active', 'draining'],
  },
];

const domainsField: FormField = {
  path: 'domains',
  title: 'Domains',
  help: 'Organizers of these domains are reached this way, one a line. Empty: all that no other entry names.',
  type: 'list',
};

/** The sections of a record's form: the guide's groups, with the forms of the plugins that the record names. */
export function editorSections(form: RecordForm, record: RecordJson): readonly EditorSection[] {
  const groups = form.groups.map(({ name, title, fields }) => ({ name, title, items: plainItems(fields) }));
  const sections = new Map<string, EditorSection>(groups.map((group) => [group.name, group]));
  for (const place of Object.keys(places) as Place[]) {
    const known = sections.get(place);
    const items = [...(known?.items ?? []), ...placeItems(place, form, record)];
    sections.set(place, { name: place, title: known?.title ?? places[place].title, items });
  }
  const first = ['general', 'mailbox', 'callers'];
  const order = (name: string) => {
    if (name === 'advanced') return first.length + 1;
    return first.includes(name) ? first.indexOf(name) : first.length;
  };
  return [...sections.values()]
    .filter(({ items }) => items.length > 0)
    .sort((one, other) => order(one.name) - order(other.name));
}

/** What a record cannot do without, in one section: what the first form of a new integration shows. */
export function firstSection(form: RecordForm, record: RecordJson): EditorSection {
  const essential = [
    'general.name',
    'add_in.server_fqdn',
    'single_use.scheduled_alias_prefix',
    'single_use.scheduled_alias_domain',
  ];
  const fields = form.groups.flatMap((group) => group.fields);
  const items = essential.flatMap((path) => plainItems(fields.filter((field) => field.path === path)));
  return {
    name: 'first',
    title: 'First steps',
    items: [...items, ...placeItems('mailbox', form, record), ...placeItems('callers', form, record)],
  };
}

function plainItems(fields: readonly FormField[]): readonly EditorItem[] {
  return fields
    .filter(
      ({ path }) =>
        !(path.split(/[.[]/)[0] ?? '').match(
          /^(mailbox|organizer_access|callers|sign_in|room_source|id|tenant_id)$/,
        ),
    )
    .map((field) => ({ kind: 'field', field, path: field.path }));
}

function placeItems(place: Place, form: RecordForm, record: RecordJson): readonly EditorItem[] {
  const plugins = form.plugins.filter(({ kind }) => places[place].kind.test(kind));
  if (place === 'mailbox') return [...providerItems('mailbox', plugins, record), ...poolItems(record)];
  if (place === 'sign_in') return providerItems('sign_in', plugins, record);
  if (place === 'room_source') return plugins.length === 0 ? [] : providerItems(place, plugins, record);
  const entries = valueAt(record, place);
  const count = Array.isArray(entries) ? entries.length : 0;
  const text = place === 'callers' ? 'Kind of token' : 'Way to calendars';
  const listed = Array.from({ length: count }, (_, at): readonly EditorItem[] => {
    const path = `${place}.${at}`;
    return [
      { kind: 'heading', text: `${text} ${at + 1}`, help: '', removes: path },
      ...providerItems(path, plugins, record),
      ...(place === 'organizer_access'
        ? [{ kind: 'field', field: domainsField, path: `${path}.domains` } as const]
        : []),
    ];
  });
  const [first] = plugins;
  if (first === undefined) return listed.flat();
  const label = place === 'callers' ? 'Add a kind of token' : 'Add a way to calendars';
  return [
    ...listed.flat(),
    { kind: 'add', label, path: `${place}.${count}`, value: { provider: first.name, settings: {} } },
  ];
}

function providerItems(path: string, plugins: readonly Plugin[], record: RecordJson): readonly EditorItem[] {
  const name = valueAt(record, `${path}.provider`);
  const plugin = plugins.find((each) => each.name === name);
  const isOptional = ['sign_in', 'room_source', 'mailbox'].includes(path);
  return [
    { kind: 'provider', path, label: 'Provider', plugins, isOptional },
    ...(plugin?.fields ?? []).map((field): EditorItem => {
      const setting = field.path.replace(/^.*settings\./, '');
      return { kind: 'field', field, path: `${path}.settings.${setting}` };
    }),
  ];
}

function poolItems(record: RecordJson): readonly EditorItem[] {
  if (valueAt(record, 'mailbox.provider') === undefined) return [];
  const pool = valueAt(record, 'mailbox.mailboxes');
  const count = Array.isArray(pool) ? pool.length : 0;
  const items = Array.from({ length: count }, (_, at): readonly EditorItem[] => {
    const path = `mailbox.mailboxes.${at}`;
    return [
      { kind: 'heading', text: `Equipment mailbox ${at + 1}`, help: '', removes: count > 1 ? path : null },
      ...mailboxFields.map((field) => ({ kind: 'field', field, path: `${path}.${field.path}` }) as const),
    ];
  });
  return [
    ...items.flat(),
    {
      kind: 'add',
      label: 'Add an equipment mailbox',
      path: `mailbox.mailboxes.${count}`,
      value: { name: '', email: '' },
    },
  ];
}
