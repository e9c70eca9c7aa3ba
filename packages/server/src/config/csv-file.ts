import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type InputIssue, InvalidInputError, systemReasonOf } from '@vmrkit/core';
import { CsvError, type Info } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/** What the cells of a column hold; `list`: several values with blanks between them. An empty cell is as none. */
export type CsvColumn = 'text' | 'list' | 'boolean';

/** A table that was read. */
export interface CsvTable {
  /** JSON, by the names of the columns. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Where a value stands, for people: `line 3, column 2 (owner_email)`. */
  placeOf(path: InputIssue['path']): string;
}

const code = 'ERR_CSV_FILE';
/** Longest line, in characters: what is longer is no table. */
const MOST_OF_A_LINE = 65_536;
const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  1: true,
  false: false,
  no: false,
  0: false,
};

/**
 * Reads a table in UTF-8 whose first line names its columns, in any order; cells are parted by commas or semicolons (RFC
 * 4180). Rejects with InvalidInputError `ERR_CSV_FILE`, which tells all faults of its form with line and column.
 */
export async function readCsvFile(
  file: string,
  columns: Readonly<Record<string, CsvColumn>>,
): Promise<CsvTable> {
  const path = resolve(file);
  return readCsvTable(await textOf(path), { columns, what: `The table ${path}` });
}

/** Reads the text of such a table, which `what` names in errors. Throws as {@link readCsvFile} rejects. */
export function readCsvTable(
  text: string,
  { columns, what }: { readonly columns: Readonly<Record<string, CsvColumn>>; readonly what: string },
): CsvTable {
  const [header, ...records] = recordsOf(text, what);
  const names = header?.record.map((name) => name.trim().toLowerCase()) ?? [];
  const placeOf = (line: number, column: number) =>
    `line ${line}, column ${column + 1}${names[column] ? ` (${names[column]})` : ''}`;
  const issues: InputIssue[] = [];
  const fault = (place: string, message: string) =>
    issues.push({ path: [place], code: 'invalid_value', message });
  for (const [at, name] of names.entries()) {
    if (!Object.hasOwn(columns, name))
      fault(placeOf(1, at), `Columns are ${Object.keys(columns).join(', ')}.`);
    else if (names.indexOf(name) !== at) fault(placeOf(1, at), 'There are two columns of this name.');
  }
  if (header === undefined) fault('line 1', 'The file is empty.');
  const rows = records.map(({ record, line }) => {
    if (record.length !== names.length) {
      fault(`line ${line}`, `It has ${record.length} cells, the first line has ${names.length}.`);
    }
    const cells = record.slice(0, names.length).entries();
    return Object.fromEntries(
      [...cells].flatMap(([at, cell]) => {
        const name = names[at] ?? '';
        const value = cellValue(cell, columns[name]);
        if (value === null) fault(placeOf(line, at), 'This is true or false.');
        return value === undefined ? [] : [[name, value]];
      }),
    );
  });
  if (issues.length > 0) throw new InvalidInputError(`${what} has faults.`, { code, issues });
  return {
    rows,
    placeOf: ([row, field]) => {
      const line = records[Number(row)]?.line ?? 1;
      const column = names.indexOf(String(field));
      return column < 0 ? `line ${line} (${field})` : placeOf(line, column);
    },
  };
}

/** Runs what judges the rows of a table; its faults are told by line and column. */
export async function withPlaces<T>(table: CsvTable, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (!InvalidInputError.is(error) || error.issues.length === 0) throw error;
    const issues = error.issues.map((issue) => ({ ...issue, path: [table.placeOf(issue.path)] }));
    throw new InvalidInputError(error.message, { code: error.code, issues });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    const why = systemReasonOf(cause) ?? 'it is no UTF-8';
    throw new InvalidInputError(`The table ${path} cannot be read: ${why}.`, { code, cause });
  }
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly line: number;
}

function recordsOf(text: string, what: string): readonly CsvRecord[] {
  const firstLine = /^.*/.exec(text)?.[0] ?? '';
  const delimiter = firstLine.includes(';') ? ';' : ',';
  try {
    const parsed: unknown = parse(text, {
      delimiter,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: MOST_OF_A_LINE,
    });
    return (parsed as { readonly record: string[]; readonly info: Info }[]).map(({ record, info }) => {
      return { record, line: info.lines };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { readonly lines?: number };
    // Without a cause: the parser's message quotes the text, which may hold PINs.
    throw new InvalidInputError(`${what} cannot be read at line ${lines ?? 1}: its quotes are wrong.`, {
      code,
    });
  }
}

/** Undefined: an empty cell. Null: no boolean. */
function cellValue(cell: string, column: CsvColumn | undefined): unknown {
  if (cell === '') return undefined;
  if (column === 'list') return cell.split(/\s+/).filter((each) => each !== '');
  return column === 'boolean' ? (booleans[cell.toLowerCase()] ?? null) : cell;
}
