import { createHash } from 'node:crypto';
import { InvalidInputError } from '@vmrkit/core';

/** Most pixels of an icon that is taken; the record's own limit is 512 x 512. */
const MAX_PIXELS = 512 * 512;

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Tells one icon from another, in 16 characters. `icon` is a PNG in base64, as in the record. */
export function iconHash(icon: string): string {
  return createHash('sha256').update(icon).digest('hex').slice(0, 16);
}

/**
 * An icon in another size, as a PNG. `icon` is a PNG in base64, as in the record. Rejects with InvalidInputError
 * `ERR_ADDIN_ICON` where its pixels cannot be read.
 */
export async function resizeIcon(icon: string, size: number): Promise<Uint8Array> {
  const file = Buffer.from(icon, 'base64');
  // The library would read other formats too, and follow what an SVG tells it.
  if (!file.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) throw unreadable();
  // Only who serves or checks icons needs it.
  const { default: sharp } = await import('sharp');
  try {
    return await sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .resize(size, size)
      .png({ compressionLevel: 9 })
      .timeout({ seconds: 5 })
      .toBuffer();
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause?: unknown): InvalidInputError {
  return new InvalidInputError('The pixels of the add-in’s icon cannot be read.', {
    code: 'ERR_ADDIN_ICON',
    issues: [{ path: ['add_in', 'icon'], code: 'icon', message: 'Not a whole PNG file.' }],
    cause,
  });
}
