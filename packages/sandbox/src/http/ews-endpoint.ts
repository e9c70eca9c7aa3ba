import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { EwsContext } from '../ews/ews-context.ts';
import { isExchangeOnly, notSimulated } from '../ews/not-simulated.ts';
import { operations } from '../ews/operations.ts';
import { actingMailbox, readCall } from '../ews/read-call.ts';
import { ResponseCodeError, toResponseCodeError } from '../ews/response-code-error.ts';
import { schemaFault } from '../ews/schema-fault.ts';
import { envelope, faultEnvelope } from '../ews/soap-envelope.ts';
import type { XmlNode } from '../ews/xml-node.ts';
import type { Fault } from '../faults/fault-injector.ts';
import { answerInstead, spoil } from '../faults/spoil.ts';
import type { SandboxState } from '../sandbox-state.ts';
import type { Caller } from './authenticate.ts';

const bodyLimit = 30 * 1024 * 1024;

/** Serves `POST /EWS/Exchange.asmx`: signs in, reads, carries out, answers, and fails where it was told to. */
export class EwsEndpoint {
  readonly #state: SandboxState;

  constructor(state: SandboxState) {
    this.#state = state;
  }

  /** Answers one request. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Exchange tells its own time, which a test may have moved.
    response.setHeader('Date', new Date(this.#state.organization.clock.now()).toUTCString());
    const signIn = this.#state.authenticator.authenticate(request);
    const text = await readBody(request);
    if ('challenges' in signIn) {
      response.writeHead(401, { 'WWW-Authenticate': [...signIn.challenges], 'Content-Length': 0 });
      response.end();
      return;
    }
    if (request.method !== 'POST') {
      response.writeHead(request.method === 'GET' ? 200 : 405, { 'Content-Type': 'text/html' });
      response.end('<html><body>Exchange Web Services</body></html>');
      return;
    }
    const { caller } = signIn;
    const running = this.#state.loads.begin(caller.username);
    try {
      await this.#serve(new Call(this.#state, { request, response, text, caller, running }));
    } finally {
      this.#state.loads.end(caller.username);
    }
  }

  async #serve(call: Call): Promise<void> {
    const { settings } = this.#state;
    if (settings.answerDelayMs > 0) await delay(settings.answerDelayMs);
    let operation = 'unknown';
    let fault: Fault | null = null;
    try {
      const { request, impersonated } = readCall(call.text);
      operation = request.name;
      this.#state.calls.add(operation);
      call.refuseWhatIsTooMuch();
      const mailbox = actingMailbox(this.#state.organization, call.caller, impersonated);
      call.refuseWrongAnchor(mailbox.address.email);
      fault = this.#state.faults.take(operation, mailbox.address.email);
      if (fault?.kind === 'delay') await delay(fault.delayMs);
      if (fault && answerInstead(fault, operation, { call, settings })) return;
      const context = call.contextFor(mailbox);
      if (operation === 'GetStreamingEvents') {
        this.#state.streams.open(context, request, call);
        return;
      }
      const text = envelope(await this.#run(context, request), settings.version);
      call.finish({ status: 200, text, operation, fault });
    } catch (error) {
      const refused = toResponseCodeError(error);
      if (!refused) throw error;
      call.finish({ status: 500, text: faultEnvelope(refused), operation, fault });
    }
  }

  #run(context: EwsContext, request: XmlNode): string | Promise<string> {
    const operation = operations.get(request.name);
    if (!operation && isExchangeOnly(request.name)) throw notSimulated(`The operation ${request.name}`);
    if (!operation) throw schemaFault(`The element '${request.name.slice(0, 60)}' is not a known request.`);
    return operation(context, request);
  }
}

/** One call with its answer to be. */
export class Call {
  readonly state: SandboxState;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly text: string;
  readonly caller: Caller;
  readonly #running: number;
  /** The mailbox server that carries it out, once its mailbox is known. */
  #server: string | null = null;

  constructor(
    state: SandboxState,
    parts: {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
      readonly text: string;
      readonly caller: Caller;
      readonly running: number;
    },
  ) {
    this.state = state;
    this.request = parts.request;
    this.response = parts.response;
    this.text = parts.text;
    this.caller = parts.caller;
    this.#running = parts.running;
  }

  /** Throws ErrorServerBusy when the account has more calls open than it may. */
  refuseWhatIsTooMuch(): void {
    const { maxConcurrency } = this.state.settings;
    if (this.state.loads.admitCall(this.caller.username, this.#running, maxConcurrency)) return;
    throw new ResponseCodeError(
      'ErrorServerBusy',
      'The server cannot service this request right now. Try again later.',
      new Map([['Policy', 'MaxConcurrency']]),
    );
  }

  /** Throws when `X-AnchorMailbox` does not name the mailbox, if the server insists on that. */
  refuseWrongAnchor(email: string): void {
    if (!this.state.settings.requireAnchor) return;
    const anchor = this.request.headers['x-anchormailbox'];
    if (typeof anchor === 'string' && anchor.toLowerCase() === email) return;
    throw new ResponseCodeError('ErrorMailboxMoveInProgress', 'The request was sent to the wrong server.');
  }

  /** What an operation may use. */
  contextFor(mailbox: EwsContext['mailbox']): EwsContext {
    const { organization, subscriptions, tokens, baseUrl } = this.state;
    this.#server = subscriptions.serverOf(mailbox);
    return {
      org: organization,
      subscriptions,
      tokens,
      caller: this.caller,
      mailbox,
      server: this.state.settings.affinity ? this.#cookie() : null,
      baseUrl,
    };
  }

  /** Sends an answer, spoiled by a fault if there is one, and records it. */
  finish(answer: {
    readonly status: number;
    readonly text: string;
    readonly operation: string;
    readonly fault: Fault | null;
  }): void {
    const { status, operation, fault } = answer;
    const { text, destroyAt } = spoil(answer.text, fault);
    this.record({ operation, status, response: text, isStream: false, spoiled: fault !== null });
    const isCompressed = /\bgzip\b/i.test(String(this.request.headers['accept-encoding'] ?? ''));
    const body = isCompressed ? gzipSync(text) : Buffer.from(text, 'utf8');
    this.writeHead(status, {
      'Content-Type': 'text/xml; charset=utf-8',
      'Content-Length': body.length,
      ...(isCompressed ? { 'Content-Encoding': 'gzip' } : {}),
    });
    if (destroyAt === null) {
      this.response.end(body);
      return;
    }
    if (destroyAt === 0) {
      this.request.socket.destroy();
      return;
    }
    this.response.write(body.subarray(0, Math.floor(body.length * destroyAt)), () =>
      this.request.socket.destroy(),
    );
  }

  /** Writes the head of an answer with the headers that every answer has. */
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): void {
    const id = this.request.headers['client-request-id'];
    const wantsId = this.request.headers['return-client-request-id'] === 'true';
    this.response.writeHead(status, {
      ...headers,
      ...(typeof id === 'string' && wantsId ? { 'request-id': id, 'client-request-id': id } : {}),
      ...(this.#wantsAffinity() && this.#server !== null
        ? { 'Set-Cookie': `X-BackEndOverrideCookie=${this.#server}; path=/; HttpOnly` }
        : {}),
    });
  }

  /** Keeps the call for later, if recording is on. */
  record(rest: {
    readonly operation: string;
    readonly status: number;
    readonly response: string;
    readonly isStream: boolean;
    readonly spoiled: boolean;
  }) {
    return this.state.recorder.add({ request: this.text, ...rest });
  }

  #wantsAffinity(): boolean {
    const wish = this.request.headers['x-preferserveraffinity'];
    return typeof wish === 'string' && wish.toLowerCase() === 'true';
  }

  /** The server that the caller was told to come back to; empty where it names none. */
  #cookie(): string {
    const header = this.request.headers['x-backendoverridecookie'];
    if (typeof header === 'string') return header;
    const match = /(?:^|;\s*)X-BackEndOverrideCookie=([^;]*)/.exec(this.request.headers.cookie ?? '');
    return match?.[1] ?? '';
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > bodyLimit) throw new RangeError('The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
