import { createHash } from 'node:crypto';
import { InvalidInputError } from '@vmrkit/core';

/** Most pixels of an icon that is taken; the record's own limit is 512 x 512. */
const MAX_PIXELS = 512 * 512;

/** Tells one icon from another, in 16 characters. `icon` is a PNG in base64, as in the record. */
export function iconHash(icon: string): string {
  return createHash('sha256').update(icon).digest('hex').slice(0, 16);
}

/**
 * An icon in another size, as a PNG. `icon` is a PNG in base64, as in the record. Rejects with InvalidInputError
 * `ERR_ADDIN_ICON` where its pixels cannot be read.
 */
export async function resizeIcon(icon: string, size: number): Promise<Uint8Array> {
  // Only who serves or checks icons needs the library.
  const { default: sharp } = await import('sharp');
  try {
    return await sharp(Buffer.from(icon, 'base64'), { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .resize(size, size)
      .png({ compressionLevel: 9 })
      .timeout({ seconds: 5 })
      .toBuffer();
  } catch (cause) {
    throw new InvalidInputError('The pixels of the add-in’s icon cannot be read.', {
      code: 'ERR_ADDIN_ICON',
      issues: [{ path: ['add_in', 'icon'], code: 'icon', message: 'Not a whole PNG file.' }],
      cause,
    });
  }
}
