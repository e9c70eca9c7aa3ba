import type { SandboxClient } from '@vmrkit/sandbox';
import { z } from 'zod';
import { people } from './people.ts';
import { audienceOf, type DemoIntegration } from './server-files.ts';

const answerSchema = z.looseObject({
  kind: z.enum(['reserved', 'deferred']),
  html: z.string(),
  mailbox: z.object({ name: z.string(), email: z.string() }),
  correlation_id: z.string(),
});

/** What a click on "Add a room" gave. */
export type Reservation = z.output<typeof answerSchema> & {
  /** The two aliases in the instructions, the one with a domain first; empty while the manager is away. */
  readonly aliases: readonly string[];
};

/** The add-in as far as the server sees it: asks Exchange for a token, and the edge for a room. */
export class AddIn {
  readonly #sandbox: SandboxClient;
  readonly #edgeUrl: string;

  constructor(sandbox: SandboxClient, edgeUrl: string) {
    this.#sandbox = sandbox;
    this.#edgeUrl = edgeUrl;
  }

  /** Rejects with the server's problem details when it refuses. */
  async reserve(integration: DemoIntegration, who: string = people.organizer.email): Promise<Reservation> {
    const token = await this.#sandbox.identityToken({ mailbox: who, audience: audienceOf(integration) });
    return this.reserveWith(token, integration);
  }

  /** The same with a token that was got before, and the language of the pane. */
  async reserveWith(
    token: string,
    integration: DemoIntegration,
    { language = null }: { readonly language?: string | null } = {},
  ): Promise<Reservation> {
    const url = `${this.#edgeUrl}/api/client/v2/msexchange_schedulers/${integration.id}/reservations`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ draft_key: null, language }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The edge refused with ${response.status}: ${text}`);
    const answer = answerSchema.parse(JSON.parse(text));
    return { ...answer, aliases: aliasesIn(answer.html, integration) };
  }
}

/** The aliases that instructions or an answer name. */
export function aliasesIn(html: string, { prefix }: Pick<DemoIntegration, 'prefix'>): readonly string[] {
  const found = html.match(new RegExp(`\\b${prefix}\\d{6}(?:@[a-z.]+[a-z])?`, 'g')) ?? [];
  return [...new Set(found)].sort((a, b) => b.length - a.length);
}
