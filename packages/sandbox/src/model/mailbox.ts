import { randomInt, randomUUID } from 'node:crypto';
import { ChangeLog } from './change-log.ts';
import { createFolders } from './create-folders.ts';
import { Folder } from './folder.ts';
import { IdentifierSource } from './identifiers.ts';
import { type Address, type CalendarItem, type ExtendedValue, type Item, isMeetingMessage } from './item.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** How a mailbox treats meeting messages by itself (Set-CalendarProcessing AutomateProcessing). */
export type CalendarProcessing = 'None' | 'AutoUpdate' | 'AutoAccept';

/** Where a mailbox is kept. */
export type Hosting = 'anywhere' | 'online' | 'on-premises';

/** Who may act for the owner of a mailbox. */
export type Delegates = 'all' | readonly string[];

/** What a mailbox is made from. */
export interface MailboxOptions {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly kind: 'user' | 'equipment';
  readonly location: 'internal' | 'external';
  /** On which side of a hybrid organization it is; `anywhere` is served by both. */
  readonly hosting: Hosting;
  readonly processing: CalendarProcessing;
  readonly removeOldMeetingMessages: boolean;
  /** Addresses that may send in its owner's name. */
  readonly delegates: Delegates;
  /** Language of its owner, as .NET culture names write it. */
  readonly culture: string;
}

/** Something that happened in a mailbox, for those who subscribed. */
export interface MailboxEvent {
  readonly type: 'created' | 'new-mail' | 'modified' | 'deleted' | 'moved' | 'free-busy';
  readonly folder: Folder;
  readonly itemId: string;
  readonly changeKey: string;
  /** For moves: where the item was, and its id there. */
  readonly from?: { readonly folder: Folder; readonly itemId: string };
  /** Virtual time in Unix milliseconds. */
  readonly at: number;
}

/** The configuration that a client keeps with a folder. */
export interface UserConfiguration {
  readonly folderId: string;
  readonly name: string;
  readonly itemId: string;
  changeKey: string;
  entries: readonly (readonly [key: TypedText, value: TypedText])[];
  xmlData: string | null;
  binaryData: string | null;
}

/** Texts with the name of their type. */
export interface TypedText {
  readonly type: string;
  readonly values: readonly string[];
}

/** One mailbox: folders, items, identifiers and those who watch it. */
export class Mailbox {
  readonly address: Address;
  readonly password: string;
  readonly kind: 'user' | 'equipment';
  readonly location: 'internal' | 'external';
  readonly sid = `S-1-5-21-1004336348-1177238915-682003330-${randomInt(1000, 999_999)}`;
  /** Name of its owner in the directory. */
  readonly objectId = randomUUID();
  readonly identifiers = new IdentifierSource();
  readonly folders: ReadonlyMap<string, Folder>;
  readonly configurations = new Map<string, UserConfiguration>();
  /** Requests that were answered and moved: the id they had, and the item now. */
  readonly answeredIds = new Map<string, Item>();
  /** Which folders came and went. */
  readonly hierarchy = new ChangeLog();
  /** Properties of folders that clients wrote, by folder id. */
  readonly folderProperties = new Map<string, Map<string, ExtendedValue>>();
  processing: CalendarProcessing;
  removeOldMeetingMessages: boolean;
  culture: string;
  delegates: Delegates;
  /** Changes when the mailbox is moved to the other side. */
  hosting: Hosting;
  readonly #clock: VirtualClock;
  readonly #folderOf = new Map<string, Folder>();
  readonly #immutableIds = new Map<string, string>();
  readonly #byImmutableId = new Map<string, Item>();
  readonly #foldersById = new Map<string, Folder>();
  readonly #occurrences = new Map<string, { master: CalendarItem; originalStart: number }>();
  readonly #occurrenceIds = new WeakMap<CalendarItem, Map<number, string>>();
  readonly #watchers = new Set<(event: MailboxEvent) => void>();

  constructor(options: MailboxOptions, clock: VirtualClock) {
    this.address = { name: options.name, email: options.email.toLowerCase() };
    this.password = options.password;
    this.kind = options.kind;
    this.location = options.location;
    this.processing = options.processing;
    this.removeOldMeetingMessages = options.removeOldMeetingMessages;
    this.culture = options.culture;
    this.delegates = options.delegates;
    this.hosting = options.hosting;
    this.#clock = clock;
    this.folders = createFolders(this.identifiers);
    for (const folder of this.folders.values()) this.#enter(folder);
  }

  /** The standard folder of that name. Throws for a name that mailboxes here do not have. */
  folder(distinguishedName: string): Folder {
    const folder = this.folders.get(distinguishedName);
    if (!folder) throw new TypeError(`No folder ${distinguishedName}`);
    return folder;
  }

  /** The folder of an id; null if there is none. */
  findFolder(id: string): Folder | null {
    return this.#foldersById.get(id) ?? null;
  }

  /** Makes a folder inside another. */
  createFolder(parent: Folder, what: { readonly displayName: string; readonly folderClass: string }): Folder {
    const { identifiers } = this;
    const folder = new Folder({
      id: identifiers.itemId(),
      changeKey: identifiers.changeKey('folder'),
      distinguishedName: null,
      parent,
      ...what,
    });
    this.#enter(folder);
    return folder;
  }

  /** Puts a folder with all that is in it into another folder. */
  moveFolder(folder: Folder, parent: Folder): void {
    folder.moveTo(parent);
    this.hierarchy.note(folder.id, 'update');
  }

  /** Removes a folder with all that is in it for good. */
  removeFolder(folder: Folder): void {
    for (const each of [...folder.children]) this.removeFolder(each);
    for (const item of [...folder.items.values()]) this.remove(item);
    folder.moveTo(null);
    this.#foldersById.delete(folder.id);
    this.folderProperties.delete(folder.id);
    this.hierarchy.note(folder.id, 'delete');
  }

  /** The item of an id with its folder; null if there is none (any more). */
  findItem(id: string): { item: Item; folder: Folder } | null {
    const folder = this.#folderOf.get(id);
    const item = folder?.items.get(id);
    return folder && item ? { item, folder } : null;
  }

  /** The item of an id that never changes; null if there is none (any more). */
  findImmutable(immutableId: string): Item | null {
    return this.#byImmutableId.get(immutableId) ?? null;
  }

  /** The id that never changes of an item that has or had this id; null if none ever had. */
  immutableIdOf(id: string): string | null {
    return this.#immutableIds.get(id) ?? null;
  }

  /** The folder in which an item lies now. Throws if it lies in none. */
  folderOf(item: Item): Folder {
    const folder = this.#folderOf.get(item.id);
    if (!folder) throw new TypeError('The item is in no folder');
    return folder;
  }

  /** Gives an item its identifiers and puts it into a folder. */
  add<T extends Item>(item: T, folder: Folder, event: 'created' | 'new-mail' = 'created'): T {
    item.id = this.identifiers.itemId();
    item.immutableId = this.identifiers.immutableId();
    item.changeKey = this.#newChangeKey(item);
    this.#byImmutableId.set(item.immutableId, item);
    this.#immutableIds.set(item.id, item.immutableId);
    this.#folderOf.set(item.id, folder);
    folder.insert(item);
    this.#tell('created', item, folder);
    if (event === 'new-mail') this.#tell('new-mail', item, folder);
    return item;
  }

  /** Says that an item was written: new change key, change noted, watchers told. */
  touch(item: Item): void {
    const folder = this.folderOf(item);
    item.changeKey = this.#newChangeKey(item);
    item.modifiedAt = this.#clock.now();
    folder.log.note(item.id, 'update');
    this.#tell('modified', item, folder);
  }

  /** Sets the read flag. */
  markRead(item: Item, isRead: boolean): void {
    const folder = this.folderOf(item);
    folder.markRead(item, isRead);
    item.changeKey = this.#newChangeKey(item);
    this.#tell('modified', item, folder);
  }

  /** Moves an item; it gets a new id. */
  move(item: Item, target: Folder): void {
    const source = this.folderOf(item);
    const oldId = item.id;
    source.withdraw(item);
    this.#folderOf.delete(oldId);
    item.id = this.identifiers.itemId();
    item.changeKey = this.#newChangeKey(item);
    this.#immutableIds.set(item.id, item.immutableId);
    this.#folderOf.set(item.id, target);
    target.insert(item);
    this.#emit({
      type: 'moved',
      folder: target,
      itemId: item.id,
      changeKey: item.changeKey,
      from: { folder: source, itemId: oldId },
      at: this.#clock.now(),
    });
  }

  /** Removes an item for good. */
  remove(item: Item): void {
    const folder = this.folderOf(item);
    this.#tell('deleted', item, folder);
    folder.withdraw(item);
    this.#folderOf.delete(item.id);
    this.#byImmutableId.delete(item.immutableId);
  }

  /** The calendar item of a meeting, or of one instance that stands alone. */
  findCalendarItem(cleanId: string, recurrenceId?: number): CalendarItem | null {
    for (const item of this.folder('calendar').withCleanId(cleanId)) {
      if (item.kind === 'calendar' && item.meeting.recurrenceId === recurrenceId) return item;
    }
    return null;
  }

  /** All calendar items of a meeting: the series and instances that stand alone. */
  calendarItemsOf(cleanId: string): CalendarItem[] {
    const items = [...this.folder('calendar').withCleanId(cleanId)];
    return items.filter((item): item is CalendarItem => item.kind === 'calendar');
  }

  /** The id of one occurrence of a series, the same as long as the series keeps its id. */
  occurrenceId(master: CalendarItem, originalStart: number): string {
    let ids = this.#occurrenceIds.get(master);
    if (!ids) {
      ids = new Map();
      this.#occurrenceIds.set(master, ids);
    }
    const present = ids.get(originalStart);
    if (present) return present;
    const id = this.identifiers.itemId();
    ids.set(originalStart, id);
    this.#occurrences.set(id, { master, originalStart });
    return id;
  }

  /** Which occurrence an id means; null for other ids and for series that are gone. */
  findOccurrence(id: string): { master: CalendarItem; originalStart: number } | null {
    const found = this.#occurrences.get(id);
    return found && this.#folderOf.has(found.master.id) ? found : null;
  }

  /** Calls back on every event until the returned function is called. */
  watch(watcher: (event: MailboxEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #enter(folder: Folder): void {
    this.#foldersById.set(folder.id, folder);
    this.hierarchy.note(folder.id, 'create');
  }

  #newChangeKey(item: Item): string {
    if (item.kind === 'calendar') return this.identifiers.changeKey('calendar');
    return this.identifiers.changeKey(isMeetingMessage(item) ? 'meeting' : 'message');
  }

  #tell(type: 'created' | 'new-mail' | 'modified' | 'deleted', item: Item, folder: Folder): void {
    if (this.#watchers.size === 0) return;
    const event = { folder, itemId: item.id, changeKey: item.changeKey, at: this.#clock.now() };
    this.#emit({ type, ...event });
    if (item.kind === 'calendar' && type !== 'new-mail') this.#emit({ type: 'free-busy', ...event });
  }

  #emit(event: MailboxEvent): void {
    for (const watcher of this.#watchers) watcher(event);
  }
}
