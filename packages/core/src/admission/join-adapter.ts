import type { Pins } from '../allocation/derive-pins.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { RunEvent } from '../meetings/conference-run.ts';
import type { SignedInOnly } from '../meetings/scheduling-policy.ts';
import type { Instant } from '../time/instant.ts';

/** "May this alias be opened now?", in no platform's words. */
export interface AdmissionQuestion {
  /** As dialled; `sip:` and the like are cut off by the adapter. */
  readonly alias: string;
  /** Tenants that the asking platform may see (S1.6). */
  readonly tenants: readonly TenantId[] | 'all';
  /** Who is asking may hear why the join window is closed (S5.3). */
  readonly mayHearReason: boolean;
}

/** What a participant may do in a room. */
export type ParticipantRole = 'host' | 'guest';

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
  /** Who has to sign in at the platform, which refuses everybody where it cannot tell; null: nobody. */
  readonly signedIn: SignedInOnly | null;
  /** Until when everyone is to wait, where the platform can do that; null: nobody waits. */
  readonly lobbyUntil: Instant | null;
  /** End of the join window that is open now. */
  readonly closesAt: Instant | null;
}

/** Why a join window is closed. */
export type ClosedReason = 'not-yet' | 'over' | 'cancelled';

/** The one decision about joining (S5.2). */
export type AdmissionDecision =
  | { readonly kind: 'admitted'; readonly conference: AdmittedConference }
  /** Ours, and closed now. Without leave to hear why, `reason` and `opensAt` are null. */
  | { readonly kind: 'closed'; readonly reason: ClosedReason | null; readonly opensAt: Instant | null }
  /** No alias of the tenants asked for; another tenant's alias looks the same (I4). */
  | { readonly kind: 'unknown' };

/** A platform's request, without any framework's types. Header names in lower case. Hostile. */
export interface PlatformRequest {
  readonly method: string;
  /** As sent: percent-encoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** What {@link PlatformRoute.body} makes of it; null without a body. */
  readonly body: unknown;
  /** The body as it was sent, for signatures; empty without one. */
  readonly rawBody: Uint8Array;
}

/** What goes back to the platform. */
export interface PlatformResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Methods of a {@link PlatformRoute}. */
export const PLATFORM_METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** One route on which a platform asks. */
export interface PlatformRoute {
  readonly method: (typeof PLATFORM_METHODS)[number];
  /** From the root, such as `/conference/{id}`: a segment in braces stands for any one segment. */
  readonly path: string;
  /** How the body is read: JSON (the default) or form fields, either in UTF-8. */
  readonly body?: 'json' | 'form';
  /** Shows the route in the OpenAPI document. */
  readonly operation?: PlatformOperation;
}

/** What the OpenAPI document says of a route: plain data with JSON Schemas (2020-12). */
export interface PlatformOperation {
  /** Its `operationId`. */
  readonly id: string;
  readonly summary: string;
  /** Of the request's body; absent: it has none. */
  readonly question?: Readonly<Record<string, unknown>>;
  /** Of the JSON body of an answer with status 200. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** What an adapter authenticates its platform by. */
export interface PlatformCredentials {
  readonly secret: string;
}

/** Who goes into a room from the server's own join page. */
export interface JoiningParticipant {
  /** As typed, without control characters, of 100 characters at most; may be empty. Hostile. */
  readonly name: string;
  readonly role: ParticipantRole;
}

/** How the server's own join page leads people into the rooms of a platform. */
export interface PlatformEntrance {
  /** Origin of the platform, over https: no address leads elsewhere. */
  readonly origin: string;
  /**
   * An address at that origin which lets one participant into the room, so as secret as a token. It may call the platform
   * and create the room there. Rejects with a VmrKitError, and once `signal` is aborted.
   */
  addressFor(
    participant: JoiningParticipant,
    room: { readonly conference: AdmittedConference; readonly signal: AbortSignal },
  ): Promise<string>;
}

/** Something that a platform tells of a conference. */
export interface PlatformEvent extends RunEvent {
  /** The conference's id, as it was told when admitted, or an alias. Hostile. */
  readonly room: { readonly id: string } | { readonly alias: string };
}

/** Where a platform tells what happens in its conferences. */
export interface PlatformEvents {
  /** Beside those on which it asks; they take bodies of 1 MiB. */
  readonly routes: readonly PlatformRoute[];
  /**
   * What a request tells, without names and addresses of people (I5); what is of no use is left out, so the list may be
   * empty. Pure. Throws InvalidInputError.
   */
  parse(request: PlatformRequest): readonly PlatformEvent[];
}

/**
 * Translates between one platform and admission; one instance a platform, made from that platform's settings. Pure: no
 * clock, no store, no network, but for `answer` and `entrance`, which may call its own platform.
 */
export interface JoinAdapter {
  /** At least one. Other platforms may have the same ones, told apart by credentials; the server's own are refused. */
  readonly routes: readonly PlatformRoute[];
  /**
   * Whether the platform that has this secret sent the request, for platforms that sign. Asked where a platform was
   * given a secret; a bearer token and Basic authentication are checked by the server. Never throws.
   */
  authenticate?(request: PlatformRequest, credentials: PlatformCredentials): boolean;
  /** The question inside a request, or the answer to requests that ask nothing. Throws InvalidInputError. */
  question(request: PlatformRequest): { readonly alias: string } | PlatformResponse;
  /** The platform's words for a decision on what `question` found in the same request. */
  answer(decision: AdmissionDecision, request: PlatformRequest): PlatformResponse | Promise<PlatformResponse>;
  /**
   * Whether the platform can hold participants to signing in ({@link AdmittedConference.signedIn}); absent: it lets nobody
   * into rooms that ask for it.
   */
  readonly supportsSignedIn?: boolean;
  /** Absent: join links cannot lead people into this platform's rooms one by one. */
  readonly entrance?: PlatformEntrance;
  /** Absent: the platform tells nothing. */
  readonly events?: PlatformEvents;
}
