import { type Adfs, createAdfs, FormVisitor } from '@vmrkit/sandbox';
import { colleague, people } from './people.ts';
import { addInHost } from './server-files.ts';

const clientId = '7c2f9d1e-55ab-4e0b-8c57-1f6d2a3b4c5d';
const resource = `https://${addInHost}/rooms`;
const password = 'only-in-the-sandbox';

/** A simulated AD FS in which everybody of the company can sign in, and the browsers that people do it with. */
export class CompanySignIn {
  readonly #adfs: Adfs;

  private constructor(adfs: Adfs) {
    this.#adfs = adfs;
  }

  static async start(): Promise<CompanySignIn> {
    const redirectUri = `https://${addInHost}/api/client/v2/msexchange_schedulers/oauth_redirect`;
    const users = [people.organizer, people.attendee, colleague].map(({ email, name }) => {
      return { username: email, password, email, displayName: name };
    });
    const clients = [{ clientId, redirectUris: [redirectUri] }];
    return new CompanySignIn(await createAdfs({ settings: { users, clients, resources: [resource] } }));
  }

  /** What a record needs to sign people in here: `sign_in`. */
  get settings(): object {
    return {
      provider: 'adfs',
      settings: {
        authorization_uri: `${this.#adfs.origin}/adfs/oauth2/authorize`,
        token_uri: `${this.#adfs.origin}/adfs/oauth2/token`,
        client_id: clientId,
        resource_identifier: resource,
      },
    };
  }

  /**
   * Opens the link of a pane in a browser of its own, where `serverUrl` is the add-in's server, and types name and password.
   * Gives the code that the last page hands to the pane. Rejects with what stands on any other page.
   */
  async signIn(link: string, { email, serverUrl }: { readonly email: string; readonly serverUrl: string }) {
    const browser = new FormVisitor();
    const onServer = ({ pathname, search }: URL) => browser.open(`${serverUrl}${pathname}${search}`);
    const sent = await onServer(new URL(link, serverUrl));
    const page = await browser.open(sent.url);
    const back = await browser.submit(page, { username: email, password, action: 'next' });
    const { html } = await onServer(back.url);
    const code = / data-code="([^"]+)"/.exec(html ?? '')?.[1];
    if (code === undefined) throw new Error(`The sign-in ended on another page: ${html}`);
    return code;
  }

  close(): Promise<void> {
    return this.#adfs.close();
  }
}
