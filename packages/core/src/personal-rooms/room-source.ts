import type { Pins } from '../allocation/derive-pins.ts';

/** Ways to a personal room; each list may be empty. */
export interface RoomAliases {
  /** With a domain: `olga@vc.example.com`. */
  readonly domain: readonly string[];
  /** Digits alone. */
  readonly numeric: readonly string[];
  readonly others: readonly string[];
}

/** A VMR that belongs to a person for good. */
export interface PersonalRoom {
  /** Stable within its source. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly aliases: RoomAliases;
  /** Null: the room has none, or its source does not tell them. */
  readonly pins: Pins | null;
  /** Whether others than the host may join. */
  readonly allowGuests: boolean;
}

/** Where the personal rooms of people come from: the store, or a conferencing platform, which it only reads. */
export interface RoomSource {
  /**
   * The rooms whose owner has this address, compared without regard to case, that have an alias; none for owners that the
   * source does not know. Rejects with UnavailableError while the platform does not answer.
   */
  roomsOf(owner: string, options?: { readonly signal?: AbortSignal }): Promise<readonly PersonalRoom[]>;
  /**
   * Ends what runs and what is held open, for good: the integration was switched off, changed or deleted, or the manager
   * stops. May be called twice. Left out by sources that hold nothing.
   */
  close?(): Promise<void>;
}

/** A room's aliases by what they look like (S2.4). */
export function sortAliases(aliases: readonly string[]): RoomAliases {
  const isDomain = (alias: string) => alias.includes('@');
  const isNumeric = (alias: string) => /^\d+$/.test(alias);
  return {
    domain: aliases.filter(isDomain),
    numeric: aliases.filter(isNumeric),
    others: aliases.filter((alias) => !isDomain(alias) && !isNumeric(alias)),
  };
}
