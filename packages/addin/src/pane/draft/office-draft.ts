import type { OfficeCaller } from './call-office.ts';
import { keepMailbox } from './noted-mailbox.ts';
import { DraftError, type OutlookDraft, type Person } from './outlook-draft.ts';

/** Most characters of a location that a client takes. */
const MAX_LOCATION = 255;
const KEY = 'vmrkit_draft';
/** The server takes such a key for no proof that a tag is this draft's. */
const TRAVELS = 'copied_';
/** Whoever answered an invitation did so to what stands in the form: a copy begins without answers. */
const ANSWERS: ReadonlySet<string> = new Set(['accepted', 'tentative', 'declined']);

type Item = Office.AppointmentCompose;

/** The appointment in the form, by Office.js. The item is taken anew for every call: clients exchange it or take it away. */
export class OfficeDraft implements OutlookDraft {
  readonly #caller: OfficeCaller;
  readonly #freshKey: string;
  #key: Promise<string> | null = null;
  /** Where the client keeps the key, by which one item is told from another; null: nowhere. */
  #keptIn: 'session' | 'properties' | null = null;

  constructor(caller: OfficeCaller, freshKey: string) {
    this.#caller = caller;
    this.#freshKey = freshKey;
  }

  isOpen(): boolean {
    return itemOrNull() !== null;
  }

  async isSameItem(): Promise<boolean> {
    const item = itemOrNull();
    if (item === null) return false;
    const key = await this.#key;
    if (this.#keptIn === null) return true;
    try {
      if (this.#keptIn === 'properties') return (await this.#keptProperty())[0] === key;
      return (await this.#sessionKey(item)) === key;
    } catch (error) {
      // Some clients refuse to tell of a key that is not there.
      return !(error instanceof DraftError && ['refused', 'gone'].includes(error.reason));
    }
  }

  async readBody(): Promise<string> {
    const html = await this.#call('body.getAsync', ({ body }, done: Done<string>) =>
      body.getAsync(Office.CoercionType.Html, done),
    );
    if (typeof html !== 'string') throw new DraftError('refused', 'body.getAsync', 'no text');
    return html;
  }

  async isPlainText(): Promise<boolean> {
    return (await this.#bodyType()) === Office.CoercionType.Text;
  }

  async prepend(html: string): Promise<void> {
    const type = await this.#bodyType();
    const text = type === Office.CoercionType.Text ? plainText(html) : html;
    await this.#call('body.prependAsync', ({ body }, done: Done<void>) =>
      body.prependAsync(text, { coercionType: type }, done),
    );
  }

  async replaceBody(html: string): Promise<void> {
    const type = await this.#bodyType();
    const text = type === Office.CoercionType.Text ? plainText(html) : html;
    await this.#call('body.setAsync', ({ body }, done: Done<void>) =>
      body.setAsync(text, { coercionType: type }, done),
    );
  }

  async attendees(): Promise<readonly Person[]> {
    const found = await this.#required();
    return found.map(({ displayName, emailAddress }) => ({
      name: displayName ?? '',
      email: emailAddress ?? '',
    }));
  }

  async addAttendee({ name, email }: Person): Promise<void> {
    const added = [{ displayName: name, emailAddress: email }];
    await this.#call('requiredAttendees.addAsync', ({ requiredAttendees }, done: Done<void>) =>
      requiredAttendees.addAsync(added, done),
    );
  }

  /** Office.js can only write the whole list: who has no address would be lost, and the organizer invited. */
  async removeAttendee(email: string): Promise<void> {
    const left = [Office.context.mailbox.userProfile?.emailAddress ?? '', email].map((each) =>
      each.toLowerCase(),
    );
    const present = await this.attendees();
    const rest = present.filter((each) => each.email === '' || !left.includes(each.email.toLowerCase()));
    if (rest.some((each) => each.email === '')) throw new DraftError('unable', 'requiredAttendees.setAsync');
    const kept = rest.map((each) => ({ displayName: each.name, emailAddress: each.email }));
    await this.#call('requiredAttendees.setAsync', ({ requiredAttendees }, done: Done<void>) =>
      requiredAttendees.setAsync(kept, done),
    );
  }

  async location(): Promise<string> {
    const read = ({ location }: Item, done: Done<string>) => location.getAsync(done);
    return (await this.#call('location.getAsync', read)) ?? '';
  }

  /** Where there is one entry list, one entry more; else only into an empty field, since rooms would become text. */
  async addLocation(line: string): Promise<void> {
    const present = await this.location();
    const total = present === '' ? line : `${present}; ${line}`;
    if (total.length > MAX_LOCATION) throw new DraftError('unable', 'location.setAsync');
    if (hasEnhancedLocation()) {
      const entry = [{ id: line, type: Office.MailboxEnums.LocationType.Custom }];
      await this.#call('enhancedLocation.addAsync', ({ enhancedLocation }, done: Done<void>) =>
        enhancedLocation.addAsync(entry, done),
      );
      return;
    }
    if (present !== '') throw new DraftError('unable', 'location.setAsync');
    await this.#setLocation(line);
  }

  async removeLocation(line: string): Promise<void> {
    if (hasEnhancedLocation()) {
      const entry = [{ id: line, type: Office.MailboxEnums.LocationType.Custom }];
      await this.#call('enhancedLocation.removeAsync', ({ enhancedLocation }, done: Done<void>) =>
        enhancedLocation.removeAsync(entry, done),
      );
      return;
    }
    const present = await this.location();
    if (present === line) await this.#setLocation('');
    else if (present.includes(line)) throw new DraftError('unable', 'location.setAsync');
  }

  async sentStart(): Promise<string | null> {
    const found = await this.#required().catch(() => []);
    const isAnswered = found.some(({ appointmentResponse }) => ANSWERS.has(appointmentResponse));
    return isAnswered ? this.#start() : null;
  }

  async #required(): Promise<readonly Office.EmailAddressDetails[]> {
    const found = await this.#call(
      'requiredAttendees.getAsync',
      ({ requiredAttendees }, done: Done<Office.EmailAddressDetails[]>) => requiredAttendees.getAsync(done),
    );
    if (!Array.isArray(found)) throw new DraftError('refused', 'requiredAttendees.getAsync', 'no list');
    return found.filter((each) => Boolean(each));
  }

  async #start(): Promise<string | null> {
    const start = await this.#call('start.getAsync', (item, done: Done<Date>) =>
      item.start.getAsync(done),
    ).catch(() => null);
    return start instanceof Date && !Number.isNaN(start.valueOf()) ? start.toISOString() : null;
  }

  async owner(): Promise<string> {
    const organizer = await this.#call('organizer.getAsync', (item, done: Done<Office.EmailAddressDetails>) =>
      item.organizer.getAsync(done),
    ).catch(() => null);
    return organizer?.emailAddress || (Office.context.mailbox.userProfile?.emailAddress ?? '');
  }

  async noteMailbox(mailbox: Person | null): Promise<void> {
    if (itemOrNull() === null) throw new DraftError('gone', 'loadCustomPropertiesAsync');
    await keepMailbox(mailbox, this.#caller);
  }

  async mark(): Promise<void> {
    if (supports('1.11')) await this.key(false);
  }

  key(isForNewRoom: boolean): Promise<string> {
    this.#key ??= this.#readKey();
    // A copy has its original's key, with which it would get its original's room.
    if (isForNewRoom) {
      this.#key = this.#key.then((key) =>
        key.startsWith(TRAVELS)
          ? this.#keepKey(`${TRAVELS}${crypto.randomUUID()}`).catch(() => `${TRAVELS}${crypto.randomUUID()}`)
          : key,
      );
    }
    return this.#key;
  }

  /** In the draft's session where the client has one, else in its properties, which copies take along: there with the start. */
  async #readKey(): Promise<string> {
    const item = itemOrNull();
    try {
      if (item !== null && supports('1.11')) {
        const kept = (await this.#sessionKey(item).catch(() => null)) ?? (await this.#keepInSession(item));
        if (kept !== null) this.#keptIn = 'session';
        return kept ?? this.#freshKey;
      }
      const key = await this.#propertyKey();
      if ((await this.#keptProperty())[0] === key) this.#keptIn = 'properties';
      return key;
    } catch {
      return this.#freshKey;
    }
  }

  /** Another pane of this draft may have been faster: both take what is kept then. Null: the client kept nothing. */
  async #keepInSession(item: Item): Promise<string | null> {
    await this.#call('sessionData.setAsync', ({ sessionData }, done: Done<void>) =>
      sessionData.setAsync(KEY, this.#freshKey, done),
    );
    return this.#sessionKey(item).catch(() => null);
  }

  async #keptProperty(): Promise<readonly string[]> {
    return String((await this.#properties()).get(KEY) ?? '').split(' ');
  }

  async #propertyKey(): Promise<string> {
    const start = await this.#start();
    const [key, keptStart] = await this.#keptProperty();
    if (key?.startsWith(TRAVELS) && keptStart === String(start)) return key;
    return this.#keepKey(`${TRAVELS}${this.#freshKey}`);
  }

  async #keepKey(key: string): Promise<string> {
    const [start, properties] = await Promise.all([this.#start(), this.#properties()]);
    properties.set(KEY, `${key} ${start}`);
    await this.#caller.call('customProperties.saveAsync', (done: Done<void>) => properties.saveAsync(done));
    return key;
  }

  #properties(): Promise<Office.CustomProperties> {
    return this.#call('loadCustomPropertiesAsync', (item, done: Done<Office.CustomProperties>) =>
      item.loadCustomPropertiesAsync(done),
    );
  }

  async #sessionKey({ sessionData }: Item): Promise<string | null> {
    const read = (done: Done<string>) => sessionData.getAsync(KEY, done);
    return (await this.#caller.call('sessionData.getAsync', read)) || null;
  }

  #bodyType(): Promise<Office.CoercionType> {
    return this.#call('body.getTypeAsync', ({ body }, done: Done<Office.CoercionType>) =>
      body.getTypeAsync(done),
    );
  }

  async #setLocation(line: string): Promise<void> {
    await this.#call('location.setAsync', ({ location }, done: Done<void>) => location.setAsync(line, done));
  }

  #call<Value>(name: string, start: (item: Item, done: Done<Value>) => void): Promise<Value> {
    const item = itemOrNull();
    if (item === null) return Promise.reject(new DraftError('gone', name));
    return this.#caller.call(name, (done: Done<Value>) => start(item, done));
  }
}

type Done<Value> = (result: Office.AsyncResult<Value>) => void;

function itemOrNull(): Item | null {
  return (Office.context.mailbox?.item ?? null) as Item | null;
}

function hasEnhancedLocation(): boolean {
  return supports('1.8') && itemOrNull()?.enhancedLocation !== undefined;
}

function supports(version: string): boolean {
  return Office.context.requirements?.isSetSupported('Mailbox', version) === true;
}

/** For a form that writes plain text: a line for each block and row. */
function plainText(html: string): string {
  const lines = html.replace(/<br\b[^>]*>|<\/(?:p|div|tr|h\d|li)>/gi, '\n').replace(/<[^>]*>/g, ' ');
  const element = new DOMParser().parseFromString(lines, 'text/html').documentElement;
  const text = (element.textContent ?? '').replace(/[^\S\n]+/g, ' ').replace(/ ?\n ?/g, '\n');
  return `${text.trim()}\n\n`;
}
