import type { Pins } from '../allocation/derive-pins.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Instant } from '../time/instant.ts';

/** "May this alias be opened now?", in no platform's words. */
export interface AdmissionQuestion {
  /** As dialled; `sip:` and the like are cut off by the adapter. */
  readonly alias: string;
  /** Tenants that the asking platform may see (S1.6). */
  readonly tenants: readonly TenantId[] | 'all';
  /** Who is asking may hear why the door is closed (S5.3). */
  readonly mayHearReason: boolean;
}

/** What a platform needs to open the room. */
export interface AdmittedConference {
  /** Comes back as the platform's service tag. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly subject: string;
  readonly theme: string | null;
  readonly ownerEmail: string | null;
  readonly aliases: readonly string[];
  /** Of each alias; may be empty (S2.3). */
  readonly aliasDescription: string;
  /** For the platform's own use; null: the room has none (S12.7). */
  readonly pins: Pins | null;
  /** Whether others than the host may join; null: the room tells no host from guests. */
  readonly allowGuests: boolean | null;
  /** Until when everyone is to wait, where the platform can do that; null: nobody waits. */
  readonly lobbyUntil: Instant | null;
  /** End of the join window that is open now. */
  readonly closesAt: Instant | null;
}

/** Why a door is closed. */
export type ClosedReason = 'not-yet' | 'over' | 'cancelled';

/** The one decision about joining (S5.2). */
export type AdmissionDecision =
  | { readonly kind: 'admitted'; readonly conference: AdmittedConference }
  /** Ours, and closed now. Without leave to hear why, `reason` and `opensAt` are null. */
  | { readonly kind: 'closed'; readonly reason: ClosedReason | null; readonly opensAt: Instant | null }
  /** No alias of the tenants asked for; another tenant's alias looks the same (I4). */
  | { readonly kind: 'unknown' };

/** A platform's request, without any framework's types. Header names in lower case. */
export interface PlatformRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON or form fields; null without a body. Hostile. */
  readonly body: unknown;
}

/** What goes back to the platform. */
export interface PlatformResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Translates between one kind of platform and admission. Pure: no clock, no store, no network. */
export interface JoinAdapter {
  /** The question inside a request, or the answer to requests that ask nothing. Throws InvalidInputError. */
  question(request: PlatformRequest): { readonly alias: string } | PlatformResponse;
  /** The platform's words for a decision. */
  answer(decision: AdmissionDecision): PlatformResponse;
}
