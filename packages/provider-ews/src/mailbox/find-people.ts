import type { EwsCallOptions, EwsClient } from '../client/ews-client.ts';
import { itemIdOf } from '../client/item-properties.ts';
import { type People, type Person, peopleOf, unresolvedNames } from '../client/person.ts';
import type { XmlElement } from '../soap/xml-tree.ts';
import type { Directory } from './directory.ts';
import { readItems } from './read-items.ts';

/** What people are looked up with. */
export interface FindPeopleOptions extends EwsCallOptions {
  readonly directory: Directory;
}

/**
 * The people of items, in order. Who has only a name in the directory is looked up in the message's own headers, then
 * in the directory.
 */
export async function findPeople(
  client: EwsClient,
  items: readonly XmlElement[],
  { directory, ...options }: FindPeopleOptions,
): Promise<readonly People[]> {
  const people = items.map((item) => peopleOf(item, item));
  const nameless = items.filter((_, place) => unresolvedNames(people[place] ?? NOBODY).length > 0);
  if (nameless.length === 0) return people;
  const ids = nameless.flatMap((item) => itemIdOf(item)?.id ?? []);
  const headers = new Map<string, XmlElement>();
  for (const answer of await readItems(client, ids, { ...options, shape: 'headers' })) {
    if (answer.kind === 'item') headers.set(itemIdOf(answer.element)?.id ?? '', answer.element);
  }
  const named = items.map((item) => peopleOf(item, headers.get(itemIdOf(item)?.id ?? '') ?? item));
  const found = await directory.lookUp(client, named.flatMap(unresolvedNames), options);
  return named.map(({ organizer, sender }) => ({
    organizer: withAddress(organizer, found),
    sender: withAddress(sender, found),
  }));
}

const NOBODY: People = { organizer: null, sender: null };

function withAddress(person: Person | null, found: ReadonlyMap<string, string | null>): Person | null {
  if (person === null || person.directoryName === null) return person;
  return { ...person, email: found.get(person.directoryName.toLowerCase()) ?? null };
}
