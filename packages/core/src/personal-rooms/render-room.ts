import { NotFoundError } from '../errors/vmrkit-error.ts';
import type { PersonalTexts } from '../templates/integration-texts.ts';
import type { TemplateValues } from '../templates/template-engine.ts';
import type { PersonalRoom, RoomSource } from './room-source.ts';

/** A room as a person chooses among them. */
export interface OfferedRoom {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** What goes into a meeting for a chosen room. */
export interface RenderedRoom extends OfferedRoom {
  /** HTML for the top of the body. */
  readonly joiningInstructions: string;
  /** One line. */
  readonly location: string;
}

/** For whom rooms are rendered. */
export interface RoomsOfPerson {
  /** From a source that the organisation controls; null: the person has none, and so no rooms. */
  readonly email: string | null;
  readonly source: RoomSource;
  readonly texts: PersonalTexts;
  readonly language: string | null;
  readonly signal?: AbortSignal;
}

/** The rooms of somebody who signed in, by the integration's templates (S9.5). Rejects as the source does. */
export async function offerRooms(person: RoomsOfPerson): Promise<readonly OfferedRoom[]> {
  return (await roomsOf(person)).map((room) => offer(room, person));
}

/**
 * The chosen room. Rejects with NotFoundError `ERR_ROOM_NOT_FOUND` for one that is not (or no longer) this person's, and as
 * the source does.
 */
export async function renderRoom(id: string, person: RoomsOfPerson): Promise<RenderedRoom> {
  const room = (await roomsOf(person)).find((each) => each.id === id);
  if (room === undefined) throw new NotFoundError('There is no such room.', { code: 'ERR_ROOM_NOT_FOUND' });
  const values = roomValues(room);
  const { texts, language } = person;
  return {
    ...offer(room, person),
    joiningInstructions: texts.roomInstructions(values, language),
    location: texts.roomLocation(values, language),
  };
}

async function roomsOf({ email, source, signal }: RoomsOfPerson): Promise<readonly PersonalRoom[]> {
  if (email === null) return [];
  const rooms = await source.roomsOf(email, signal === undefined ? {} : { signal });
  return rooms.filter(
    ({ aliases: { domain, numeric, others } }) => domain.length + numeric.length + others.length > 0,
  );
}

function offer(room: PersonalRoom, { texts, language }: RoomsOfPerson): OfferedRoom {
  const values = roomValues(room);
  return {
    id: room.id,
    name: texts.roomName(values, language),
    description: texts.roomDescription(values, language),
  };
}

/**
 * What templates of personal rooms may use (S6.2), but for `addin_server_domain`. Where guests may join, the host's PIN is
 * left out: everybody who is invited reads what is rendered.
 */
function roomValues({ name, description, aliases, pins, allowGuests }: PersonalRoom): TemplateValues {
  return {
    name,
    description,
    domain_aliases: aliases.domain,
    numeric_aliases: aliases.numeric,
    other_aliases: aliases.others,
    allow_guests: allowGuests,
    pin: allowGuests ? null : (pins?.host ?? null),
    guest_pin: allowGuests ? (pins?.guest ?? null) : null,
  };
}
