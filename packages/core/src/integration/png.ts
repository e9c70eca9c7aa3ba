/** Width and height in pixels. */
export interface PngSize {
  readonly width: number;
  readonly height: number;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const headerChunk = [0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
const endChunk = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

/**
 * Reads the size of a PNG file (ISO/IEC 15948: signature, IHDR first, IEND last); null when the bytes are no
 * PNG. The pixels are not decoded.
 */
export function pngSize(bytes: Uint8Array): PngSize | null {
  const head = [...signature, ...headerChunk];
  if (bytes.length < head.length + 17 + endChunk.length) return null;
  if (!head.every((byte, at) => bytes[at] === byte)) return null;
  const tail = bytes.length - endChunk.length;
  if (!endChunk.every((byte, at) => bytes[tail + at] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Decodes base64; null when `text` is none. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
