import { countCharacters, sliceCharacters } from './characters.ts';

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
    while (isBlank(line.at(-1))) line.pop();
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
    } else if (length > options.width) {
      const room = options.breakLong ? options.width - used : line.length === 0 ? length : 0;
      line.push(sliceCharacters(chunk, 0, room));
      if (room >= length) at += 1;
      else chunks[at] = sliceCharacters(chunk, room);
      close();
    } else close();
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
