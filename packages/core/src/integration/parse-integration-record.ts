import { InvalidInputError } from '../errors/vmrkit-error.ts';
import type { TemplateEngine } from '../templates/template-engine.ts';
import {
  type IntegrationRecord,
  type IntegrationRecordJson,
  integrationRecordSchema,
  toRecordJson,
} from './integration-record.ts';
import { restoreMaskedSecrets } from './masked-secrets.ts';
import { parseProviderSettings } from './provider-settings.ts';
import { toCamelCase } from './record-case.ts';
import { withRecordDefaults } from './record-defaults.ts';
import { toInputIssues, valueAt } from './record-issues.ts';
import { checkRecordRules, type RecordDeployment } from './record-rules.ts';
import type { SettingsContracts } from './settings-contract.ts';
import { checkTemplatesOf } from './template-slots.ts';

/** What a record is judged by. */
export interface ParseRecordOptions {
  readonly plugins: SettingsContracts;
  readonly deployment: RecordDeployment;
  /** The record that this one replaces: the source of secrets that come in masked. */
  readonly previous?: IntegrationRecord;
  /** Makes ids that the input leaves out (version 4). Without it they are required. */
  readonly newUuid?: () => string;
  /** Checks the templates as well; without it they are taken as they are, as when loading. */
  readonly templateEngine?: TemplateEngine;
}

/**
 * Reads a record from JSON. Throws InvalidInputError `ERR_INTEGRATION_INVALID` with every fault of the input as
 * an issue under its wire path; nothing is accepted by halves.
 */
export function parseIntegrationRecord(json: unknown, options: ParseRecordOptions): IntegrationRecord {
  const { plugins, deployment, templateEngine } = options;
  const input = withRecordDefaults(json, options);
  const secrets = restoreMaskedSecrets(input, { previous: previousOf(input, options), plugins });
  const shape = integrationRecordSchema.safeParse(input);
  const providers = parseProviderSettings(input, { plugins });
  const issues = [
    ...(shape.success ? [] : toInputIssues(shape.error.issues, { input })),
    ...secrets,
    ...providers.issues,
    ...checkRecordRules(input, deployment),
    ...(templateEngine ? checkTemplatesOf(shape.data ?? input, templateEngine) : []),
  ];
  if (!shape.success || issues.length > 0) throw invalidRecord(issues);
  return toCamelCase(providers.applyTo(shape.data));
}

/** The record that `input` replaces; one of another id or tenant has no secrets to give. */
function previousOf(input: unknown, { previous }: ParseRecordOptions): IntegrationRecordJson | null {
  if (previous === undefined || valueAt(input, ['id']) !== previous.id) return null;
  return (valueAt(input, ['tenant_id']) ?? 'default') === previous.tenantId ? toRecordJson(previous) : null;
}

function invalidRecord(issues: InvalidInputError['issues']): InvalidInputError {
  const fields = issues.slice(0, 10).map((issue) => issue.path.join('.').slice(0, 100));
  const rest = issues.length > fields.length ? ', …' : '';
  return new InvalidInputError(`Faults in the integration record: ${fields.join(', ')}${rest}.`, {
    code: 'ERR_INTEGRATION_INVALID',
    issues,
  });
}
