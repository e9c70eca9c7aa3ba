import { ChangeLog } from './change-log.ts';
import { type Item, isMeetingMessage } from './item.ts';

/** What a folder is made from. */
export interface FolderOptions {
  readonly id: string;
  readonly changeKey: string;
  /** Name of a standard folder (`inbox`, `calendar` …), null for one that somebody made. */
  readonly distinguishedName: string | null;
  readonly displayName: string;
  readonly folderClass: string;
  readonly parent: Folder | null;
}

/** A folder of a mailbox with its items in order of arrival. Written through its mailbox only. */
export class Folder {
  readonly id: string;
  readonly changeKey: string;
  readonly distinguishedName: string | null;
  readonly displayName: string;
  readonly folderClass: string;
  readonly #children: Folder[] = [];
  readonly log = new ChangeLog();
  readonly #items = new Map<string, Item>();
  readonly #byCleanId = new Map<string, Set<Item>>();
  readonly #byMessageId = new Map<string, Set<Item>>();
  #parent: Folder | null = null;
  #unread = 0;
  #articles = 0;

  constructor(options: FolderOptions) {
    this.id = options.id;
    this.changeKey = options.changeKey;
    this.distinguishedName = options.distinguishedName;
    this.displayName = options.displayName;
    this.folderClass = options.folderClass;
    this.moveTo(options.parent);
  }

  /** The folder in which this one lies; null for a root, and for one that was removed. */
  get parent(): Folder | null {
    return this.#parent;
  }

  /** The folders inside. */
  get children(): readonly Folder[] {
    return this.#children;
  }

  /** Puts this folder into another, or into none. */
  moveTo(parent: Folder | null): void {
    if (this.#parent) {
      const siblings = this.#parent.#children;
      siblings.splice(siblings.indexOf(this), 1);
    }
    if (parent) parent.#children.push(this);
    this.#parent = parent;
  }

  /** The items, oldest first. */
  get items(): ReadonlyMap<string, Item> {
    return this.#items;
  }

  /** How many items were not read. */
  get unread(): number {
    return this.#unread;
  }

  /** Number of the latest arrival. */
  get lastArticle(): number {
    return this.#articles;
  }

  /** Items of one meeting, whichever instance, by CleanGlobalObjectId in upper-case hex. */
  withCleanId(cleanId: string): ReadonlySet<Item> {
    return this.#byCleanId.get(cleanId) ?? new Set();
  }

  /** Items with one RFC 5322 Message-ID. */
  withMessageId(messageId: string): ReadonlySet<Item> {
    return this.#byMessageId.get(messageId) ?? new Set();
  }

  /** Puts an item in. */
  insert(item: Item): void {
    this.#articles += 1;
    item.articleNumber = this.#articles;
    this.#items.set(item.id, item);
    if (!item.isRead) this.#unread += 1;
    addTo(this.#byCleanId, cleanIdOf(item), item);
    addTo(this.#byMessageId, item.messageId, item);
    this.log.note(item.id, 'create');
  }

  /** Takes an item out. */
  withdraw(item: Item): void {
    if (!this.#items.delete(item.id)) return;
    if (!item.isRead) this.#unread -= 1;
    removeFrom(this.#byCleanId, cleanIdOf(item), item);
    removeFrom(this.#byMessageId, item.messageId, item);
    this.log.note(item.id, 'delete');
  }

  /** Sets the read flag of an item. */
  markRead(item: Item, isRead: boolean): void {
    if (item.isRead === isRead) return;
    item.isRead = isRead;
    this.#unread += isRead ? -1 : 1;
    this.log.note(item.id, 'read-flag');
  }
}

function cleanIdOf(item: Item): string | null {
  return item.kind === 'calendar' || isMeetingMessage(item) ? item.meeting.cleanId : null;
}

function addTo(index: Map<string, Set<Item>>, key: string | null, item: Item): void {
  if (key === null) return;
  const present = index.get(key);
  if (present) present.add(item);
  else index.set(key, new Set([item]));
}

function removeFrom(index: Map<string, Set<Item>>, key: string | null, item: Item): void {
  if (key === null) return;
  const present = index.get(key);
  present?.delete(item);
  if (present?.size === 0) index.delete(key);
}
