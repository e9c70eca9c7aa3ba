import { readAddress } from '@vmrkit/core';
import { z } from 'zod';
import type { GraphCall, GraphCallOptions } from '../client/graph-client.ts';
import type { GraphEvent, GraphMessage } from './entities.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { type People, type Person, peopleOf } from './people.ts';

const headersSchema = z.object({
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});
const usersSchema = z.object({ value: z.array(z.object({ mail: z.string().nullish() })) });

/** What people are found with. */
interface ResolveOptions {
  readonly masters: ReadonlyMap<string, GraphEvent>;
  readonly options: GraphCallOptions;
}

/**
 * The people of messages, in order. Who has only a name in the directory is looked for in the message's own headers, then
 * in the directory, where that is allowed.
 */
export async function resolvePeople(
  context: MailboxContext,
  found: readonly { readonly message: GraphMessage }[],
  { masters, options }: ResolveOptions,
): Promise<readonly People[]> {
  const people = found.map(({ message }) => {
    const event = message.event ?? null;
    const master = masters.get(event?.seriesMasterId ?? '') ?? null;
    return peopleOf(message, { event, master, mailbox: context.email });
  });
  const nameless = people.flatMap((own, place) => (unresolved(own).length > 0 ? [place] : []));
  if (nameless.length === 0) return people;
  const ids = nameless.map((place) => found[place]?.message.id ?? '');
  const headers = await headersOf(context, ids, options);
  const named = people.map((own, place) => withHeaders(own, headers.get(found[place]?.message.id ?? '')));
  const names = [...new Set(named.flatMap(unresolved))];
  const directory = context.settings.directory ? await lookUp(context, names, options) : new Map();
  const filled = (person: Person | null): Person | null =>
    person?.directoryName == null
      ? person
      : { ...person, email: directory.get(person.directoryName) ?? null };
  return named.map(({ organizer, sender }) => ({ organizer: filled(organizer), sender: filled(sender) }));
}

function unresolved({ organizer, sender }: People): readonly string[] {
  return [organizer, sender].flatMap((person) => person?.directoryName ?? []);
}

/** Headers of a message by their names in lower case. */
export type Headers = ReadonlyMap<string, string>;

/** Headers of messages by their ids: they are served only to those who ask for them alone. */
export async function headersOf(
  { client }: MailboxContext,
  ids: readonly string[],
  options: GraphCallOptions,
): Promise<ReadonlyMap<string, Headers>> {
  if (ids.length === 0) return new Map();
  const calls = ids.map((id): GraphCall => {
    const path = `${client.user}/messages/${encodeURIComponent(id)}?$select=internetMessageHeaders`;
    return { method: 'GET', path };
  });
  const headers = new Map<string, Headers>();
  (await client.batch(calls, options)).forEach((outcome, place) => {
    const parsed = outcome.ok ? headersSchema.safeParse(outcome.body) : null;
    if (!parsed?.success) return;
    const entries = parsed.data.internetMessageHeaders ?? [];
    headers.set(ids[place] ?? '', new Map(entries.map(({ name, value }) => [name.toLowerCase(), value])));
  });
  return headers;
}

/** The headers name who a message is from, and who sent it for them; both as plain SMTP. */
function withHeaders({ organizer, sender }: People, headers: Headers | undefined): People {
  const from = readAddress(headers?.get('from'));
  const by = readAddress(headers?.get('sender')) ?? from;
  return { organizer: withAddress(organizer, from), sender: withAddress(sender, by) };
}

function withAddress(person: Person | null, email: string | null): Person | null {
  if (person === null || person.email !== null || email === null) return person;
  return { ...person, email, directoryName: null };
}

async function lookUp(
  { client }: MailboxContext,
  names: readonly string[],
  options: GraphCallOptions,
): Promise<ReadonlyMap<string, string>> {
  const calls = names.map((name): GraphCall => {
    const filter = `proxyAddresses/any(p:p eq 'X500:${name.replaceAll("'", "''")}')`;
    return { method: 'GET', path: `/users?$select=mail&$filter=${encodeURIComponent(filter)}` };
  });
  const found = new Map<string, string>();
  (await client.batch(calls, options)).forEach((outcome, place) => {
    const users = outcome.ok ? usersSchema.safeParse(outcome.body) : null;
    const [only, ...others] = users?.success ? users.data.value : [];
    const email = others.length === 0 ? readAddress(only?.mail) : null;
    if (email !== null) found.set(names[place] ?? '', email);
  });
  return found;
}
