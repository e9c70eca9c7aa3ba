import { z } from 'zod';
import { InvalidInputError } from '../errors/vmrkit-error.ts';
import {
  type IntegrationRecord,
  type IntegrationRecordJson,
  integrationRecordSchema,
} from './integration-record.ts';
import { type ParseRecordOptions, parseIntegrationRecord } from './parse-integration-record.ts';
import { parseProviderSettings } from './provider-settings.ts';
import { toCamelCase } from './record-case.ts';

/** A record that was stored, and what today's rules would say of it. */
export interface ReadRecord {
  readonly record: IntegrationRecord;
  /** Faults for which a save would refuse it; they do not keep it from being used. */
  readonly issues: InvalidInputError['issues'];
}

/** What no rule that became stricter explains, and nobody can work with. */
const unusable = new Set(['secret_retype', 'unknown_provider']);

/**
 * Reads a record that was sound when it was stored. Fields that came later have their defaults; what today's rules refuse
 * stays as it is. Throws InvalidInputError `ERR_INTEGRATION_INVALID` where a secret or a plugin is missing.
 */
export function readStoredRecord(
  json: IntegrationRecordJson,
  options: Pick<ParseRecordOptions, 'plugins' | 'deployment'>,
): ReadRecord {
  try {
    return { record: parseIntegrationRecord(json, options), issues: [] };
  } catch (error) {
    if (!InvalidInputError.is(error) || error.issues.some(({ code }) => unusable.has(code))) throw error;
    const completed = completeWith(integrationRecordSchema, json) as IntegrationRecordJson;
    const providers = parseProviderSettings(json, options);
    return { record: toCamelCase(providers.applyTo(completed)), issues: error.issues };
  }
}

/** The value as its schema reads it, field by field; where a field's schema refuses it, as it is. */
function completeWith(schema: unknown, value: unknown): unknown {
  if (!(schema instanceof z.ZodType)) return value;
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable) {
    return completeWith(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item) => completeWith(schema.element, item));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(schema.shape);
  return Object.fromEntries(
    fields.map(([name, field]) => [name, completeWith(field, Reflect.get(value, name))]),
  );
}
