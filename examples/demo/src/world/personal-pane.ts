import type { SandboxClient } from '@vmrkit/sandbox';
import { z } from 'zod';
import type { CompanySignIn } from './company-sign-in.ts';
import { audienceOf, integrations } from './server-files.ts';

const begunSchema = z.looseObject({ sign_in: z.string(), secret: z.string(), url: z.string() });
const resultSchema = z.looseObject({ bearer: z.string() });
const listSchema = z.looseObject({
  account: z.string(),
  rooms: z.array(z.object({ id: z.string(), name: z.string(), description: z.string() })),
});
const roomSchema = z.looseObject({ html: z.string(), location: z.string() });
const refusalSchema = z.looseObject({ code: z.string() });
const exchangeIdSchema = z.looseObject({
  appctx: z.looseObject({ msexchuid: z.string(), amurl: z.string() }),
});

/** The personal rooms that somebody is offered, or why nobody is. */
export type Offer =
  | ({ readonly kind: 'rooms' } & z.output<typeof listSchema>)
  | { readonly kind: 'refused'; readonly code: string };

interface PersonalPaneOptions {
  readonly sandbox: SandboxClient;
  readonly edgeUrl: string;
  readonly signIn: CompanySignIn;
  /** Whose Outlook it is. */
  readonly email: string;
}

/** The pane in somebody's Outlook, as far as personal rooms go. */
export class PersonalPane {
  readonly #options: PersonalPaneOptions;
  readonly #url: string;

  constructor(options: PersonalPaneOptions) {
    this.#options = options;
    this.#url = `${options.edgeUrl}/api/client/v2/msexchange_schedulers/${integrations.sales.id}`;
  }

  /** What Exchange gives to the add-in; the pane needs no sign-in where that is enough. */
  token(): Promise<string> {
    const { sandbox, email } = this.#options;
    return sandbox.identityToken({ mailbox: email, audience: audienceOf(integrations.sales) });
  }

  /** What an administrator writes into a table of users, so that this person need not sign in. */
  async exchangeId(): Promise<{ readonly msexchuid: string; readonly amurl: string }> {
    const [, payload = ''] = (await this.token()).split('.');
    const { appctx } = exchangeIdSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return { msexchuid: appctx.msexchuid, amurl: appctx.amurl };
  }

  /** Signs in in the dialog; gives the bearer that the pane keeps in memory. Rejects where that is refused. */
  async signIn(): Promise<string> {
    const { signIn, email, edgeUrl } = this.#options;
    const { sign_in, secret, url } = begunSchema.parse(
      await this.#good('/sign_ins', { token: await this.token(), body: { login_hint: email } }),
    );
    const code = await signIn.signIn(url, { email, serverUrl: edgeUrl });
    const answer = await this.#good(`/sign_ins/${sign_in}/result`, { token: secret, body: { code } });
    return resultSchema.parse(answer).bearer;
  }

  /** The rooms that this bearer, or Exchange's token, leads to. */
  async offer(token?: string): Promise<Offer> {
    const { ok, json } = await this.#ask('/personal_vmrs', { token: token ?? (await this.token()) });
    if (ok) return { kind: 'rooms', ...listSchema.parse(json) };
    return { kind: 'refused', code: refusalSchema.parse(json).code };
  }

  /** What goes into a meeting for a room. Rejects where it is not offered. */
  async choose(roomId: string): Promise<z.output<typeof roomSchema>> {
    return roomSchema.parse(await this.#good(`/personal_vmrs/${roomId}`, { token: await this.token() }));
  }

  async #good(path: string, request: { readonly token: string; readonly body?: object }): Promise<unknown> {
    const { ok, json } = await this.#ask(path, request);
    if (!ok) throw new Error(`The edge refused ${path}: ${JSON.stringify(json)}`);
    return json;
  }

  async #ask(path: string, { token, body }: { readonly token: string; readonly body?: object }) {
    const response = await fetch(`${this.#url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json: unknown = await response.json();
    return { ok: response.ok, json };
  }
}
