import { createHash } from 'node:crypto';
import { type Http, UnavailableError } from '@vmrkit/core';
import { SaxesParser } from 'saxes';
import type { BigBlueButtonSettings } from './bigbluebutton-settings.ts';

const DEADLINE_MS = 10_000;
const MAX_BYTES = 64 * 1_024;

/** What the calls of one server are made with. */
export interface BigBlueButtonApiOptions {
  readonly settings: Pick<BigBlueButtonSettings, 'server_url' | 'checksum'>;
  readonly secret: string;
  readonly http: Http;
}

/** The calls of BigBlueButton's API that a join needs. */
export class BigBlueButtonApi {
  readonly #options: BigBlueButtonApiOptions;

  constructor(options: BigBlueButtonApiOptions) {
    this.#options = options;
  }

  /** The address of a call with its checksum. It opens what it names, so it is as secret as a token. */
  url(call: string, parameters: Readonly<Record<string, string>>): string {
    const { settings, secret } = this.#options;
    const query = new URLSearchParams(parameters).toString();
    const checksum = createHash(settings.checksum).update(`${call}${query}${secret}`).digest('hex');
    return `${settings.server_url.replace(/\/$/, '')}/api/${call}?${query}&checksum=${checksum}`;
  }

  /**
   * Creates a meeting, or finds it created. Rejects with UnavailableError `ERR_BIGBLUEBUTTON_CREATE`, whose message
   * holds the server's key for the fault and no address.
   */
  async create(parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    const client = this.#options.http.client({ deadlineMs: DEADLINE_MS, maxBytes: MAX_BYTES });
    let fields: ReadonlyMap<string, string>;
    try {
      const response = await client.fetch(this.url('create', parameters), { signal });
      fields = fieldsOf(await response.text());
    } catch (cause) {
      throw failed('It gave no answer that can be read.', cause);
    } finally {
      await client.close();
    }
    const key = fields.get('messageKey') ?? '';
    // The same id with other parameters: the meeting runs since before our settings changed.
    if (fields.get('returncode') === 'SUCCESS' || key === 'idNotUnique') return;
    throw failed(`Its reason: ${/^\w{1,60}$/.test(key) ? key : 'none'}.`);
  }
}

function failed(why: string, cause?: unknown): UnavailableError {
  return new UnavailableError(`BigBlueButton did not create the meeting. ${why}`, {
    code: 'ERR_BIGBLUEBUTTON_CREATE',
    ...(cause !== undefined && { cause }),
  });
}

/** The texts of the elements below the root, by name. Throws on what is no XML, or has a DOCTYPE. */
function fieldsOf(xml: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const open: string[] = [];
  const parser = new SaxesParser({ position: false });
  const refuse = () => {
    throw new Error('The answer is no XML that is accepted.');
  };
  const take = (text: string) => {
    const [root, name, deeper] = open;
    if (root === 'response' && name !== undefined && deeper === undefined)
      fields.set(name, (fields.get(name) ?? '') + text);
  };
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('opentag', ({ name }) => open.push(name));
  parser.on('closetag', () => open.pop());
  parser.on('text', take);
  parser.on('cdata', take);
  parser.write(xml).close();
  return fields;
}
