import { InvalidInputError, UnavailableError } from '../errors/vmrkit-error.ts';
import type { CollectionShape, JsonObject } from './document-collection.ts';

/** Holds a document's version in its JSON; a document without it has version 1. */
const VERSION_KEY = '$version';

/**
 * For store adapters: the document in the JSON text `text`, upgraded to what this version of the kit works with.
 * Throws UnavailableError `ERR_STORE_VERSION` for a document that a newer one wrote. Judges nothing else: what was
 * stored once stays readable.
 */
export function readDocument<T>(shape: CollectionShape<T>, text: string): T {
  const stored: unknown = JSON.parse(text);
  const { name, upgrades = [] } = shape;
  if (!isObject(stored)) return stored as T;
  const version = stored[VERSION_KEY] ?? 1;
  const known = upgrades.length + 1;
  if (typeof version !== 'number' || version > known) {
    throw new UnavailableError(
      `A newer version of the kit wrote a document of the collection ${name} (version ${String(version)}, where this one knows ${known}). Run the newer version in every process, or restore a backup.`,
      { code: 'ERR_STORE_VERSION' },
    );
  }
  if (known === 1) return stored as T;
  const { [VERSION_KEY]: _, ...value } = stored;
  return upgrades.slice(version - 1).reduce<JsonObject>((old, upgrade) => upgrade(old), value) as T;
}

/**
 * For store adapters: the JSON text of a document, its version within. Throws `ERR_STORE_USAGE` for what JSON cannot
 * hold.
 */
export function writeDocument<T>({ upgrades = [] }: CollectionShape<T>, value: T): string {
  if (isObject(value) && Object.hasOwn(value, VERSION_KEY)) {
    throw unwritable(`A document has no field ${VERSION_KEY} of its own.`);
  }
  if (upgrades.length === 0) return jsonText(value);
  if (!isObject(value)) throw unwritable('Only objects can have a version.');
  return jsonText({ [VERSION_KEY]: upgrades.length + 1, ...value });
}

function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw unwritable('A value cannot be written as JSON.', cause);
  }
  if (text === undefined) throw unwritable('A value cannot be written as JSON.');
  return text;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unwritable(message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(message, { code: 'ERR_STORE_USAGE', cause });
}
