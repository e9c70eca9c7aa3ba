import type { FaultName } from './explorer/fault.ts';
import type { FlowName } from './explorer/flows/flows.ts';
import type { FaultResult } from './explorer/try-fault.ts';

/** What came of one fault in one flow, with their names. */
export interface Cell extends FaultResult {
  readonly flow: FlowName;
  readonly fault: FaultName;
}

/** Faults side by side in one table. */
const COLUMNS = 5;
const SHOWN_BAD = 10;

/**
 * Flows by faults as text: points that ended well of those tried, `+n` doubled answers where that is allowed, and the
 * worst delay until settled; below it the first points that did not end well.
 */
export function faultTable(cells: readonly Cell[]): string {
  const faults = [...new Set(cells.map(({ fault }) => fault))];
  const tables: string[] = [];
  for (let start = 0; start < faults.length; start += COLUMNS) {
    tables.push(tableOf(cells, faults.slice(start, start + COLUMNS)));
  }
  const bad = cells.flatMap(({ flow, fault, bad: points }) =>
    points.map(({ at, point, problems }) => `${flow}, ${fault} at ${at} (${point}): ${problems.join('; ')}`),
  );
  const tried = cells.reduce((total, cell) => total + cell.tried, 0);
  const more = bad.length > SHOWN_BAD ? [`and ${bad.length - SHOWN_BAD} more`] : [];
  return [
    ...tables,
    `${tried} points tried, ${bad.length} bad`,
    ...bad.slice(0, SHOWN_BAD),
    ...more,
    '',
  ].join('\n');
}

function tableOf(cells: readonly Cell[], faults: readonly FaultName[]): string {
  const flows = [...new Set(cells.map(({ flow }) => flow))];
  const rows = flows.map((flow) => [
    flow,
    ...faults.map((fault) => words(cells.find((cell) => cell.flow === flow && cell.fault === fault))),
  ]);
  const all = [['', ...faults], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function words(cell: Cell | undefined): string {
  if (cell === undefined || cell.tried === 0) return '-';
  const { ok, tried, doubled, worstDelayMs } = cell;
  const doubles = doubled > 0 ? ` +${doubled}` : '';
  return `${ok}/${tried}${doubles} ${Math.round(worstDelayMs / 1_000)} s${ok < tried ? ' BAD' : ''}`;
}
