import { z } from 'zod';
import { InvalidInputError } from '../errors/vmrkit-error.ts';
import type { CompileOptions, TemplateEngine, TemplateValues } from '../templates/template-engine.ts';
import { configuredUrl, lineList } from './fields.ts';
import type { IntegrationRecord } from './integration-record.ts';
import { type ParseRecordOptions, parseIntegrationRecord } from './parse-integration-record.ts';
import type { PluginDescription, SettingsContracts } from './settings-contract.ts';

/** Describes settings by nothing but their names; those in `flat` have flat names. */
function describeSettings(
  names: readonly string[],
  flat: Readonly<Record<string, string>> = {},
): PluginDescription {
  const fields = [...names, ...Object.keys(flat)].map((name) => {
    const flatName = flat[name];
    return [name, { title: name, help: 'What it is for.', ...(flatName === undefined ? {} : { flatName }) }];
  });
  return { title: 'A plugin', documentation: 'https://docs.example/', fields: Object.fromEntries(fields) };
}

/** Names that are the same in the flat form. */
function same(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

/** Plugins of three mailbox kinds, one sign-in kind, one source of rooms and two kinds of proof, as plain as a plugin can be. */
export const plugins: SettingsContracts = {
  mailbox: {
    ews: {
      settingsSchema: z.strictObject({
        ews_url: configuredUrl,
        service_account_username: z.string().min(1),
        service_account_password: z.string().min(1).optional(),
        enable_oauth: z.boolean().default(false),
        oauth_client_id: z.string().optional(),
        oauth_token_endpoint: configuredUrl.optional(),
      }),
      description: describeSettings([], {
        ...same('ews_url', 'service_account_username', 'service_account_password', 'enable_oauth'),
        ...same('oauth_client_id', 'oauth_token_endpoint'),
      }),
      secrets: [{ name: 'service_account_password', sentTo: ['ews_url'] }],
      serviceAccountSignIn: {
        switchedBy: 'enable_oauth',
        dependsOn: ['service_account_username', 'oauth_client_id', 'oauth_token_endpoint'],
      },
    },
    relay: {
      settingsSchema: z.strictObject({ service_account_password: z.string() }),
      description: describeSettings(['service_account_password']),
      secrets: [{ name: 'service_account_password', sentTo: [] }],
    },
    graph: {
      settingsSchema: z.strictObject({ directory: z.string(), client_secret: z.string() }),
      description: describeSettings(['directory', 'client_secret']),
      secrets: [{ name: 'client_secret', sentTo: ['directory'] }],
    },
  },
  signIn: {
    adfs: {
      settingsSchema: z.strictObject({
        user_oauth_token_uri: configuredUrl,
        user_oauth_client_id: z.uuid(),
        azure_client_secret: z.string().optional(),
      }),
      description: describeSettings(
        [],
        same('user_oauth_token_uri', 'user_oauth_client_id', 'azure_client_secret'),
      ),
      secrets: [{ name: 'azure_client_secret', sentTo: ['user_oauth_token_uri'] }],
      freshUuids: ['user_oauth_client_id'],
    },
  },
  roomSources: {
    bridge: {
      settingsSchema: z.strictObject({ bridge_url: configuredUrl, bridge_password: z.string() }),
      description: describeSettings([], same('bridge_url', 'bridge_password')),
      secrets: [{ name: 'bridge_password', sentTo: ['bridge_url'] }],
    },
  },
  callers: {
    exchange: {
      settingsSchema: z.strictObject({ metadata_urls: lineList(z.array(configuredUrl).min(1)) }),
      description: describeSettings([], { metadata_urls: 'exchange_metadata_urls' }),
    },
    card: { settingsSchema: z.strictObject({}), description: describeSettings([]) },
  },
};

/** UUIDs in a row, so that records of a test differ. */
export function uuidRow(): () => string {
  let next = 0;
  return () => {
    next += 1;
    return `00000000-0000-4000-8000-${String(next).padStart(12, '0')}`;
  };
}

/** The fewest words that make a record. */
export function minimalRecord() {
  return {
    general: { name: 'Sales' },
    mailbox: {
      provider: 'ews',
      settings: {
        ews_url: 'https://mail.example.com/EWS/Exchange.asmx',
        service_account_username: 'svc@example.com',
        service_account_password: 'correct horse',
      },
      mailboxes: [{ name: 'VMR booking', email: 'vmr@example.com' }],
    },
    single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
    add_in: { server_fqdn: 'vmr.example.com' },
    callers: [
      {
        provider: 'exchange',
        settings: { metadata_urls: ['https://mail.example.com/autodiscover/metadata/json/1'] },
      },
    ],
  };
}

/** {@link minimalRecord} with `value` at `path` (dots between keys); undefined takes the field out. */
export function recordWith(path: string, value: unknown): unknown {
  return withAll({ [path]: value });
}

/** {@link minimalRecord} with several values put in. */
export function withAll(values: Readonly<Record<string, unknown>>): unknown {
  const record: object = minimalRecord();
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.');
    let target = record;
    for (const key of keys.slice(0, -1)) {
      if (typeof Reflect.get(target, key) !== 'object') Reflect.set(target, key, {});
      target = Reflect.get(target, key);
    }
    const last = keys.at(-1) ?? '';
    if (value === undefined) Reflect.deleteProperty(target, last);
    else Reflect.set(target, last, value);
  }
  return record;
}

/** Parses with the fixture's plugins, https only. */
export function parse(json: unknown, options: Partial<ParseRecordOptions> = {}): IntegrationRecord {
  const deployment = { allowHttpLoopback: false };
  return parseIntegrationRecord(json, { plugins, deployment, newUuid: uuidRow(), ...options });
}

/** The faults of an input as `path: code`, sorted; empty when it parses. */
export function faultsOf(json: unknown, options: Partial<ParseRecordOptions> = {}): string[] {
  try {
    parse(json, options);
    return [];
  } catch (error) {
    if (!InvalidInputError.is(error) || error.code !== 'ERR_INTEGRATION_INVALID') throw error;
    return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).sort();
  }
}

/** Finds variables by pattern and puts values in; an unclosed `{{` is a syntax error, `{{ 1/0 }}` fails. */
export class PatternEngine implements TemplateEngine {
  readonly compiled: { readonly source: string; readonly options: CompileOptions }[] = [];

  compile(source: string, options: CompileOptions) {
    this.compiled.push({ source, options });
    if (source.split('{{').length !== source.split('}}').length) {
      throw new InvalidInputError('Line 1, column 1: a brace is open.', { code: 'ERR_TEMPLATE_SYNTAX' });
    }
    const own = new Set([...source.matchAll(/\{%-?\s*set (\w+)/g)].map((match) => match[1]));
    const reads = [...source.matchAll(/(?:\{\{\s*|\{%-?\s*(?:if|elif) |\{% set \w+ = )([a-z_]\w*)/g)];
    const variables = reads.flatMap((match) => {
      const before = source.slice(0, match.index + match[0].length - (match[1] ?? '').length).split('\n');
      const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
      return own.has(match[1]) ? [] : [{ name: match[1] ?? '', ...place }];
    });
    const render = (values: TemplateValues) => {
      if (source.includes('{{ 1/0 }}')) {
        throw new InvalidInputError('Division by zero (line 1, column 4)', { code: 'ERR_TEMPLATE_RENDER' });
      }
      return source.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name] ?? ''));
    };
    return { variables, render };
  }
}
