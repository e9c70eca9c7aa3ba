import type { EwsContext } from '../ews/ews-context.ts';
import { renderNotification } from '../ews/notification.ts';
import { ResponseCodeError } from '../ews/response-code-error.ts';
import { checkChildren, requiredChild, requiredChildren, schemaFault } from '../ews/schema-fault.ts';
import {
  errorMessage,
  faultEnvelope,
  response,
  streamEnvelope,
  successMessage,
} from '../ews/soap-envelope.ts';
import type { Subscription } from '../ews/subscriptions.ts';
import type { XmlNode } from '../ews/xml-node.ts';
import type { SandboxState } from '../sandbox-state.ts';
import type { Call } from './ews-endpoint.ts';
import type { Recording } from './recorder.ts';

/** How streams behave from now on. */
export interface StreamBehaviour {
  /** `split`: chunks of a few bytes; `joined`: two envelopes in a chunk; `silent`: nothing at all. */
  readonly mode: 'normal' | 'split' | 'joined' | 'silent';
  /** Status with which the next attempts to open a stream are refused, and how many. */
  readonly refuse: { readonly status: number; readonly count: number } | null;
}

/** Serves GetStreamingEvents: a row of envelopes on one answer that ends after the asked time. */
export class StreamServer {
  behaviour: StreamBehaviour = { mode: 'normal', refuse: null };
  readonly #state: SandboxState;
  readonly #open = new Set<EventStream>();

  constructor(state: SandboxState) {
    this.#state = state;
  }

  /** How many streams are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Begins a stream, or answers with the reason why not. Throws ResponseCodeError. */
  open(context: EwsContext, request: XmlNode, call: Call): void {
    if (this.#refuse(call)) return;
    checkChildren(request, ['SubscriptionIds', 'ConnectionTimeout']);
    const minutes = Number(requiredChild(request, 'ConnectionTimeout').text);
    if (!(minutes >= 1 && minutes <= 30)) throw schemaFault("The 'ConnectionTimeout' element is invalid.");
    const ids = requiredChildren(request, 'SubscriptionIds').map((each) => each.text);
    if (ids.length > 200) throw schemaFault("The 'SubscriptionIds' element is invalid.");
    const { username } = context.caller;
    const mine = [...this.#open].filter((each) => each.owner === username);
    const { loads, settings } = this.#state;
    if (!loads.admitStream(username, mine.length, settings.maxStreams)) throw tooManyStreams();
    const { found, missing } = findAll(context, ids);
    if (missing.length > 0) {
      const error = new ResponseCodeError('ErrorSubscriptionNotFound', 'Subscription was not found.');
      const list = missing.map(
        (id) => `<t:SubscriptionId>${id.replace(/[^\w+/=-]/g, '')}</t:SubscriptionId>`,
      );
      const inner = `<m:ErrorSubscriptionIds>${list.join('')}</m:ErrorSubscriptionIds>`;
      const body = response('GetStreamingEvents', [
        errorMessage('GetStreamingEventsResponseMessage', error, inner),
      ]);
      const text = streamEnvelope(body, this.#state.settings.version);
      call.finish({ status: 200, text, operation: 'GetStreamingEvents', fault: null });
      return;
    }
    const stream = new EventStream(this.#state, {
      call,
      subscriptions: found,
      owner: context.caller.username,
    });
    this.#open.add(stream);
    stream.run(minutes * this.#state.settings.minuteMs, () => this.#open.delete(stream));
  }

  /** Ends all streams: in order, or by cutting the connections. */
  closeAll(how: 'closed' | 'cut' = 'cut'): number {
    const streams = [...this.#open];
    for (const stream of streams) stream.end(how);
    return streams.length;
  }

  #refuse(call: Call): boolean {
    const { refuse } = this.behaviour;
    if (!refuse || refuse.count <= 0) return false;
    this.behaviour = { ...this.behaviour, refuse: { ...refuse, count: refuse.count - 1 } };
    const error = new ResponseCodeError('ErrorInternalServerError', 'An internal server error occurred.');
    const text = refuse.status === 500 ? faultEnvelope(error) : 'Service Unavailable';
    call.record({
      operation: 'GetStreamingEvents',
      status: refuse.status,
      response: text,
      isStream: false,
      spoiled: true,
    });
    call.writeHead(refuse.status, {
      'Content-Type': 'text/xml; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
    });
    call.response.end(text);
    return true;
  }
}

function findAll(context: EwsContext, ids: readonly string[]): { found: Subscription[]; missing: string[] } {
  const found: Subscription[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    try {
      found.push(context.subscriptions.get(id, { owner: context.caller.username, server: context.server }));
    } catch (error) {
      if (!(error instanceof ResponseCodeError)) throw error;
      missing.push(id);
    }
  }
  return { found, missing };
}

function tooManyStreams(): ResponseCodeError {
  return new ResponseCodeError(
    'ErrorExceededConnectionCount',
    'You have exceeded the available concurrent connections for your account.',
  );
}

/** One open stream. */
class EventStream {
  readonly owner: string;
  readonly #state: SandboxState;
  readonly #call: Call;
  readonly #subscriptions: readonly Subscription[];
  readonly #recording: Recording | null;
  readonly #onEvent = () => this.#schedule();
  #timers: NodeJS.Timeout[] = [];
  #isScheduled = false;
  #isOver = false;
  #held = '';
  #whenOver: () => void = () => undefined;

  constructor(
    state: SandboxState,
    options: { readonly call: Call; readonly subscriptions: readonly Subscription[]; readonly owner: string },
  ) {
    this.#state = state;
    this.#call = options.call;
    this.#subscriptions = options.subscriptions;
    this.owner = options.owner;
    this.#recording = options.call.record({
      operation: 'GetStreamingEvents',
      status: 200,
      response: '',
      isStream: true,
      spoiled: false,
    });
  }

  /** Writes until `forMs` have passed or the client is gone. */
  run(forMs: number, whenOver: () => void): void {
    this.#whenOver = whenOver;
    this.#call.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' });
    this.#call.response.on('close', () => this.#cleanUp());
    for (const each of this.#subscriptions) each.onEvent = this.#onEvent;
    this.#timers = [
      setInterval(() => this.#write(status('OK')), this.#state.settings.heartbeatMs),
      setTimeout(() => this.end('closed'), forMs),
    ];
    this.#write(status('OK'));
    if (this.#subscriptions.some((each) => each.queue.length > 0)) this.#schedule();
  }

  /** Ends the stream: with ConnectionStatus Closed, or by cutting the connection. */
  end(how: 'closed' | 'cut'): void {
    if (this.#isOver) return;
    if (how === 'cut') {
      this.#call.request.socket.destroy();
      this.#cleanUp();
      return;
    }
    if (this.#held !== '') this.#call.response.write(this.#held);
    this.#held = '';
    this.#write(status('Closed'));
    this.#cleanUp();
    this.#endSubscriptions();
    this.#call.response.end(this.#held);
  }

  #endSubscriptions(): void {
    const { organization, subscriptions } = this.#state;
    if (organization.switches.subscriptionSurvivesClosed) return;
    for (const { id } of this.#subscriptions) subscriptions.remove(id);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isOver) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#isOver || this.#state.streams.behaviour.mode === 'silent') return;
    let markup = '';
    for (const each of this.#subscriptions) {
      const events = each.queue.splice(0);
      if (events.length > 0) markup += renderNotification(each, events);
    }
    if (markup !== '') this.#write(`<m:Notifications>${markup}</m:Notifications>`);
  }

  #write(inner: string): void {
    const { mode } = this.#state.streams.behaviour;
    if (this.#isOver || mode === 'silent') return;
    const body = response('GetStreamingEvents', [successMessage('GetStreamingEventsResponseMessage', inner)]);
    const text = streamEnvelope(body, this.#state.settings.version);
    if (this.#recording) this.#recording.response += `${text}\n`;
    if (mode === 'joined' && this.#held === '' && !inner.includes('Closed')) {
      this.#held = text;
      return;
    }
    const whole = this.#held + text;
    this.#held = '';
    if (mode === 'split') this.#writeInPieces(Buffer.from(whole, 'utf8'));
    else this.#call.response.write(whole);
  }

  #writeInPieces(bytes: Buffer): void {
    const size = 37;
    for (let at = 0; at < bytes.length; at += size) this.#call.response.write(bytes.subarray(at, at + size));
  }

  #cleanUp(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    // A client that opened its next stream before this one closed is told by that one.
    for (const each of this.#subscriptions) if (each.onEvent === this.#onEvent) each.onEvent = null;
    this.#whenOver();
  }
}

function status(value: 'OK' | 'Closed'): string {
  return `<m:ConnectionStatus>${value}</m:ConnectionStatus>`;
}
