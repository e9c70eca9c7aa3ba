import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidInputError, systemReasonOf } from '@vmrkit/core';

/** How a JSON file is told of. */
export interface JsonFileOptions {
  /** Begins the message, such as "The configuration file". */
  readonly what: string;
  readonly code: string;
}

/**
 * Reads a JSON file. Rejects with InvalidInputError, which names the path, and the line and column where it is no JSON.
 * Nothing of the content is quoted: it may hold secrets.
 */
export async function readJsonFile(file: string, { what, code }: JsonFileOptions): Promise<unknown> {
  const path = resolve(file);
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const why = systemReasonOf(cause) ?? 'unknown reason';
    throw new InvalidInputError(`${what} ${path} cannot be read: ${why}.`, { code, cause });
  }
  try {
    return JSON.parse(text);
  } catch {
    // Without a cause: the parser's message quotes the text.
    throw new InvalidInputError(`${what} ${path} is no JSON at ${placeOf(text, jsonFaultAt(text))}.`, {
      code,
    });
  }
}

function placeOf(text: string, at: number): string {
  if (text.trim() === '') return 'line 1, column 1: it is empty';
  const before = text.slice(0, at).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return text.slice(at).trim() === '' ? `${place}: it ends too early` : place;
}

const space = /[ \t\r\n]*/y;
const scalar =
  /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** Where a text stops to be JSON (RFC 8259): the first character of what does not belong there. */
function jsonFaultAt(text: string): number {
  const open: ('{' | '[')[] = [];
  let expects: 'value' | 'key' | 'colon' | 'next' = 'value';
  let mayClose = false;
  let at = 0;
  for (;;) {
    at = matchEnd(space, text, at) ?? at;
    const char = text[at];
    const inside = open.at(-1);
    if (expects === 'next' || mayClose) {
      if (inside !== undefined && char === (inside === '{' ? '}' : ']')) {
        open.pop();
        [expects, mayClose, at] = ['next', false, at + 1];
        continue;
      }
      if (expects === 'next') {
        if (inside === undefined || char !== ',') return at;
        [expects, at] = [inside === '{' ? 'key' : 'value', at + 1];
        continue;
      }
    }
    mayClose = false;
    if (expects === 'colon') {
      if (char !== ':') return at;
      [expects, at] = ['value', at + 1];
    } else if (expects === 'value' && (char === '{' || char === '[')) {
      open.push(char);
      [expects, mayClose, at] = [char === '{' ? 'key' : 'value', true, at + 1];
    } else {
      const end: number | null = expects === 'key' && char !== '"' ? null : matchEnd(scalar, text, at);
      if (end === null) return at;
      [expects, at] = [expects === 'key' ? 'colon' : 'next', end];
    }
  }
}

function matchEnd(pattern: RegExp, text: string, from: number): number | null {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : null;
}
