import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Organization, ServiceAccount } from '../model/organization.ts';
import { ntlmChallenge, ntlmMessageType, provesPassword, readNtlmAnswer } from './ntlm.ts';

/** Who calls, and what that account may do. */
export interface Caller {
  readonly username: string;
  readonly impersonates: 'all' | ReadonlySet<string>;
  readonly fullAccess: ReadonlySet<string>;
}

/** The ways to sign in that a server offers. */
export type AuthenticationScheme = 'basic' | 'ntlm';

/** Who called; or what to answer with status 401. */
export type Authentication = { readonly caller: Caller } | { readonly challenges: readonly string[] };

interface ConnectionState {
  challenge: Buffer | null;
  caller: Caller | null;
}

const nobody: ReadonlySet<string> = new Set();

/** Checks the `Authorization` header: Basic for each request, NTLM once for a connection. */
export class Authenticator {
  readonly #organization: Organization;
  readonly #connections = new WeakMap<Socket, ConnectionState>();
  schemes: readonly AuthenticationScheme[];

  constructor(organization: Organization, schemes: readonly AuthenticationScheme[]) {
    this.#organization = organization;
    this.schemes = schemes;
  }

  /** Judges one request. */
  authenticate(request: IncomingMessage): Authentication {
    const header = request.headers.authorization;
    if (header === undefined) {
      const signedIn = this.#connections.get(request.socket)?.caller;
      return signedIn ? { caller: signedIn } : this.#refuse();
    }
    const [scheme = '', value = ''] = header.split(' ');
    if (scheme.toLowerCase() === 'basic' && this.schemes.includes('basic')) return this.#basic(value);
    if (scheme.toLowerCase() === 'ntlm' && this.schemes.includes('ntlm')) {
      return this.#ntlm(request.socket, Buffer.from(value, 'base64'));
    }
    return this.#refuse();
  }

  #basic(value: string): Authentication {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    const found = this.#find(text.slice(0, colon));
    const matches = colon > 0 && found !== null && found.password === text.slice(colon + 1);
    return matches ? { caller: found.caller } : this.#refuse();
  }

  #ntlm(socket: Socket, message: Buffer): Authentication {
    const type = ntlmMessageType(message);
    if (type === 1) {
      const { message: answer, challenge } = ntlmChallenge('SANDBOX', Date.now());
      this.#connections.set(socket, { challenge, caller: null });
      return { challenges: [`NTLM ${answer.toString('base64')}`] };
    }
    const state = this.#connections.get(socket);
    const answer = type === 3 ? readNtlmAnswer(message) : null;
    if (!state?.challenge || !answer) return this.#refuse();
    const { challenge } = state;
    state.challenge = null;
    const found = this.#find(answer.user) ?? this.#find(`${answer.domain}\\${answer.user}`);
    if (!found || !provesPassword(answer, challenge, found.password)) return this.#refuse();
    state.caller = found.caller;
    return { caller: found.caller };
  }

  #refuse(): Authentication {
    return {
      challenges: this.schemes.map((each) =>
        each === 'ntlm' ? 'NTLM' : 'Basic realm="mail.sandbox.example"',
      ),
    };
  }

  #find(username: string): { readonly password: string; readonly caller: Caller } | null {
    const name = username.toLowerCase();
    const account: ServiceAccount | undefined = this.#organization.accounts.get(name);
    if (account) return { password: account.password, caller: { ...account, username: name } };
    const mailbox = this.#organization.findMailbox(name);
    if (!mailbox || mailbox.password === '') return null;
    return {
      password: mailbox.password,
      caller: { username: name, impersonates: nobody, fullAccess: nobody },
    };
  }
}
