import { characters, countCharacters } from './characters.ts';

/** How {@link wrapText} wraps. */
export interface WrapOptions {
  /** Characters in a line. */
  readonly width: number;
  /** Whether a word longer than a line is cut. */
  readonly breakLong: boolean;
  /** Whether a line may end after a hyphen inside a word. */
  readonly onHyphens: boolean;
}

/** The lines of one paragraph, wrapped as Python's textwrap does. */
export function wrapText(text: string, options: WrapOptions): string[] {
  const chunks = chunksOf(text, options.onHyphens);
  const lines: string[] = [];
  let line: string[] = [];
  let used = 0;
  const close = (): void => {
    if (isBlank(line.at(-1))) line.pop();
    if (line.length > 0) lines.push(line.join(''));
    line = [];
    used = 0;
  };
  for (let at = 0; at < chunks.length; ) {
    const chunk = chunks[at] ?? '';
    const length = countCharacters(chunk);
    if (line.length === 0 && lines.length > 0 && isBlank(chunk)) at += 1;
    else if (used + length <= options.width) {
      line.push(chunk);
      used += length;
      at += 1;
    } else if (length > options.width && options.breakLong) {
      const items = characters(chunk);
      for (let from = 0; from < items.length; ) {
        const piece = items.slice(from, from + options.width - used);
        line.push(piece.join(''));
        used += piece.length;
        from += piece.length;
        if (from < items.length) close();
      }
      at += 1;
    } else {
      if (line.length === 0) {
        line.push(chunk);
        at += 1;
      }
      close();
    }
  }
  close();
  return lines;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && chunk.trim() === '';
}

function chunksOf(text: string, onHyphens: boolean): string[] {
  const words = text.split(/([\t\n\v\f\r ]+)/).filter((part) => part !== '');
  return onHyphens ? words.flatMap((word) => word.split(/(?<=[^\d\W]-)(?=[^\d\W])/u)) : words;
}
