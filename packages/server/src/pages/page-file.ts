import { createHash } from 'node:crypto';
import type { Response } from 'express';

/** A file that pages name: its content, and the name that changes with it. */
export interface PageFile {
  readonly name: string;
  readonly content: string;
}

/** A file whose name holds the hash of its content, so that browsers keep it for ever. */
export function pageFile(stem: string, content: string, ending: 'css' | 'js'): PageFile {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { name: `${stem}.${hash}.${ending}`, content };
}

/** Sends a file of a page. */
export function sendPageFile({ name, content }: PageFile, response: Response): void {
  response.set({
    'Content-Type': name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
    'Cache-Control': 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
  response.send(content);
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it stands in HTML, in attributes too. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}
