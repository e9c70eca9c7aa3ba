import {
  type AdmissionDecision,
  dialledAlias,
  formatInstant,
  type Instant,
  InvalidInputError,
  type JoinAdapter,
  toInputIssues,
} from '@vmrkit/core';
import { z } from 'zod';

/** What a platform asks: `{"alias": "55123456"}`. */
export const admissionQuestionSchema = z.strictObject({
  /** As dialled: an alias, with or without `sip:`, `sips:`, `h323:` or `tel:` and parameters. */
  alias: z.string().trim().min(1).max(320),
});

const time = z.string().nullable();

/** What a platform is told. Times are RFC 3339 in UTC. */
export const admissionAnswerSchema = z.strictObject({
  decision: z.enum(['admitted', 'closed', 'unknown']),
  /** Why the join window is closed, for platforms that may hear it. */
  reason: z.enum(['not_yet', 'over', 'cancelled']).nullable(),
  /** When the join window opens next, where that is known and may be told. */
  opens_at: time,
  conference: z
    .strictObject({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      subject: z.string(),
      theme: z.string().nullable(),
      owner_email: z.string().nullable(),
      aliases: z.array(z.string()),
      /** Of each alias; may be empty. */
      alias_description: z.string(),
      /** Digits; null: hosts need no PIN. */
      host_pin: z.string().nullable(),
      /** Digits; null: guests need no PIN, or may not join. */
      guest_pin: z.string().nullable(),
      /** Whether others than the host may join; null: the room tells no host from guests. */
      allow_guests: z.boolean().nullable(),
      /** Who has to sign in; a platform that cannot tell lets nobody in. Null: nobody has to. */
      signed_in: z
        .strictObject({
          host_group: z.string().nullable(),
          guest_group: z.string().nullable(),
          others: z.enum(['allow_if_trusted', 'disallow']).nullable(),
        })
        .nullable(),
      /** Until when everyone is to wait in the lobby; null: nobody waits. */
      lobby_until: time,
      /** End of the join window that is open now. */
      closes_at: time,
    })
    .nullable(),
});

type AdmissionAnswer = z.output<typeof admissionAnswerSchema>;

/** Admission as a plain JSON question and answer, for platforms that can be told what to ask. */
export const jsonJoinAdapter: JoinAdapter = {
  routes: [
    {
      method: 'POST',
      path: '/api/admission/v1/decisions',
      operation: {
        id: 'decideAdmission',
        summary: 'Answers whether a participant may join a room now.',
        question: jsonSchemaOf(admissionQuestionSchema),
        answer: jsonSchemaOf(admissionAnswerSchema),
      },
    },
  ],
  question({ body }) {
    const question = admissionQuestionSchema.safeParse(body);
    if (question.success) return { alias: dialledAlias(question.data.alias) };
    throw new InvalidInputError('The question must be {"alias": "…"}.', {
      code: 'ERR_PLATFORM_QUESTION',
      issues: toInputIssues(question.error.issues, { input: body }),
    });
  },
  supportsSignedIn: true,
  answer: (decision) => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(wire(decision)),
  }),
};

function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...described } = z.toJSONSchema(schema);
  return described;
}

function wire(decision: AdmissionDecision): AdmissionAnswer {
  if (decision.kind === 'unknown')
    return { decision: 'unknown', reason: null, opens_at: null, conference: null };
  if (decision.kind === 'closed') {
    const { reason, opensAt } = decision;
    return {
      decision: 'closed',
      reason: reason === 'not-yet' ? 'not_yet' : reason,
      opens_at: timeOf(opensAt),
      conference: null,
    };
  }
  const { id, name, description, subject, theme, ownerEmail, aliases, closesAt } = decision.conference;
  const { aliasDescription, pins, allowGuests, signedIn, lobbyUntil } = decision.conference;
  const conference = {
    id,
    name,
    description,
    subject,
    theme,
    owner_email: ownerEmail,
    aliases: [...aliases],
    alias_description: aliasDescription,
    closes_at: timeOf(closesAt),
    host_pin: pins?.host ?? null,
    guest_pin: pins?.guest ?? null,
    allow_guests: allowGuests,
    signed_in: signedIn && {
      host_group: signedIn.hostGroup,
      guest_group: signedIn.guestGroup,
      others: signedIn.others,
    },
    lobby_until: timeOf(lobbyUntil),
  };
  return { decision: 'admitted', reason: null, opens_at: null, conference };
}

function timeOf(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
