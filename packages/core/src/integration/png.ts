/** Width and height in pixels. */
export interface PngSize {
  readonly width: number;
  readonly height: number;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and checksum of a chunk. */
const CHUNK_FRAME = 12;

/**
 * Reads the size of a PNG file (ISO/IEC 15948), whose chunks must be whole: IHDR first, IEND last, each with its checksum.
 * Null when the bytes are no such file. The pixels are not decoded.
 */
export function pngSize(bytes: Uint8Array): PngSize | null {
  if (!SIGNATURE.every((byte, at) => bytes[at] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const types: string[] = [];
  let at = SIGNATURE.length;
  while (at + CHUNK_FRAME <= bytes.length) {
    const end = at + CHUNK_FRAME + view.getUint32(at);
    if (end > bytes.length || crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) return null;
    types.push(String.fromCharCode(...bytes.subarray(at + 4, at + 8)));
    at = end;
  }
  const isWhole = at === bytes.length && types[0] === 'IHDR' && types.at(-1) === 'IEND';
  return isWhole ? { width: view.getUint32(16), height: view.getUint32(20) } : null;
}

/** What a file is by its first bytes, as a person would say it; null: nothing that is often taken for a PNG. */
export function otherImageKind(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith('\xff\xd8\xff')) return 'a JPEG';
  if (head.startsWith('GIF8')) return 'a GIF';
  if (/^RIFF.{4}WEBP/s.test(head)) return 'a WebP';
  if (head.startsWith('\0\0\x01\0')) return 'an ICO';
  return /^\s*</.test(head) ? 'an SVG or another text' : null;
}

/** Decodes base64; null when `text` is none. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The checksum of PNG's chunks (ISO/IEC 15948, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
