import { z } from 'zod';

const answerSchema = z.object({
  decision: z.enum(['admitted', 'closed', 'unknown']),
  reason: z.enum(['not_yet', 'over', 'cancelled']).nullable(),
  opens_at: z.string().nullable(),
  conference: z
    .object({ name: z.string(), aliases: z.array(z.string()), closes_at: z.string().nullable() })
    .loose()
    .nullable(),
});

/** What a conferencing platform hears when somebody dials. */
export type Admission = z.output<typeof answerSchema>;

/** A conferencing platform as far as the server sees it: asks whether an alias may be opened now. */
export class Platform {
  readonly #serverUrl: string;
  readonly #credential: string;

  constructor(serverUrl: string, credential: string) {
    this.#serverUrl = serverUrl;
    this.#credential = credential;
  }

  /** Rejects when the server does not answer, or not with a decision. */
  async ask(alias: string): Promise<Admission> {
    const response = await fetch(`${this.#serverUrl}/api/admission/v1/decisions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#credential}` },
      body: JSON.stringify({ alias }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Admission answered ${response.status}: ${text}`);
    return answerSchema.parse(JSON.parse(text));
  }
}
