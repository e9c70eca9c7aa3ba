import { attendeePinValues, type TellablePins } from '../allocation/pin-values.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import type { WorkerContext } from '../lease/worker-context.ts';
import type { Conference } from '../meetings/meeting.ts';
import { findBlock, TAG_MARK, VALUE_MARK } from '../message-body/find-block.ts';
import { insertAtTop } from '../message-body/insert-at-top.ts';
import type { MessageBody } from '../message-body/message-body.ts';
import { applyCuts, readableText, replaceInBody } from '../message-body/replace-in-body.ts';
import { widenToElements } from '../message-body/widen-to-elements.ts';
import { chooseTag } from '../tags/choose-tag.ts';
import { schedulingTagText } from '../tags/scheduling-tag.ts';
import type { FoundTag } from '../tags/tag-parser.ts';
import type { TagReader } from '../tags/tag-reader.ts';
import { tokenHash } from '../tags/token-tag.ts';

/** What a renewed meeting's body is to hold. */
export interface RenewBodyOptions {
  readonly key: MeetingKey;
  readonly conference: Pick<Conference, 'alias' | 'numericAlias' | 'tag'>;
  readonly pins: TellablePins | null;
  /** HTML above the instructions. */
  readonly updateMessage: string;
  readonly language: string | null;
}

/** What reads the old body and renders the fresh one. */
export interface BodyReader extends Pick<WorkerContext, 'texts'> {
  readonly tags: Pick<TagReader, 'find'>;
  readonly reservations: Pick<ReservationService, 'lookUp' | 'tokenOwner' | 'isSealedHere'>;
}

/**
 * The organizer's body with update message and fresh instructions in the place of the old ones: of a token tag with its
 * placeholder, of a block that the template of today gave, with whatever aliases, and with the update message of an
 * earlier recovery. Where the old block is not recognised, its tag goes and the fresh ones stand at the top. Null: the
 * body holds the conference's own tag already.
 */
export async function renewBody(
  body: MessageBody,
  options: RenewBodyOptions,
  reader: BodyReader,
): Promise<MessageBody | null> {
  const { key, conference, pins, updateMessage, language } = options;
  const html = asHtml(body);
  const tags = reader.tags.find(html);
  if (tags.some(({ kind, id }) => kind === 'scheduling' && schedulingTagText(id) === conference.tag))
    return null;
  const { alias, numericAlias, tag } = conference;
  const aliases = { alias, numeric_alias: numericAlias, alias_uuid: tag };
  const values = { ...aliases, ...attendeePinValues(pins) };
  const fresh = updateMessage + reader.texts.joiningInstructions(values, language);
  const old = await oldTag(tags, key, reader);
  if (old === null) return insertAtTop(html, fresh);
  if (old.kind === 'scheduling')
    return withoutOld(html, old, { fresh, patterns: patternsOf(options, reader) });
  const placeholder: MessageBody = { type: 'html', content: reader.texts.placeholder(language) };
  return replaceInBody(html, { tag: old.range, placeholder, replacement: fresh });
}

/**
 * The tag that the fresh one replaces, by the mailbox's own rule, else one that nobody here can open: what is
 * left of it. Another meeting's that is quoted stays.
 */
async function oldTag(
  tags: readonly FoundTag[],
  key: MeetingKey,
  { reservations }: BodyReader,
): Promise<FoundTag | null> {
  const chosen = await chooseTag(tags, {
    ownTagId: null,
    open: async ({ kind, id }) => {
      if (kind === 'token') return { boundTo: await reservations.tokenOwner(tokenHash(id)) };
      const looked = await reservations.lookUp(id);
      return looked && { boundTo: looked.kind === 'reservation' ? looked.boundTo : null };
    },
    worthOf: ({ boundTo }) => (boundTo === null || boundTo === key ? 'usable' : 'others'),
  });
  if (chosen.kind === 'found' && !(chosen.tag.quoted && chosen.worth === 'others')) return chosen.tag;
  const standing = tags.filter(({ kind, quoted }) => kind === 'scheduling' && !quoted);
  return standing.find(({ id }) => !reservations.isSealedHere(id)) ?? null;
}

function withoutOld(
  body: MessageBody,
  tag: FoundTag,
  { fresh, patterns }: { readonly fresh: string; readonly patterns: readonly string[] },
): MessageBody {
  const text = readableText(body);
  const around = text.covering(tag.range);
  for (const content of patterns) {
    const block = findBlock(text, { pattern: { type: 'html', content }, tag: around });
    if (block === null) continue;
    const range = widenToElements(body.content, text.range(block));
    return { type: body.type, content: applyCuts(body, [{ range, text: fresh }]) };
  }
  return insertAtTop({ type: body.type, content: applyCuts(body, [{ range: tag.range, text: '' }]) }, fresh);
}

/** The block as the template gives it, with and without a join link and PINs, the one with an update message first. */
function patternsOf({ updateMessage, language }: RenewBodyOptions, { texts }: BodyReader): readonly string[] {
  const aliases = { alias: VALUE_MARK, numeric_alias: VALUE_MARK, alias_uuid: TAG_MARK };
  const pins = [{ guest_pin: VALUE_MARK }, { pin: VALUE_MARK }, {}];
  const blocks = ['', VALUE_MARK].flatMap((joinUrl) =>
    pins.map((values) => texts.joiningInstructions({ ...aliases, ...values, join_url: joinUrl }, language)),
  );
  return [...blocks.map((block) => updateMessage + block), ...blocks];
}

/** Instructions are HTML, so a plain body becomes it. */
function asHtml({ type, content }: MessageBody): MessageBody {
  if (type === 'html') return { type, content };
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { type: 'html', content: escaped.replaceAll(/\r?\n/g, '<br>') };
}
