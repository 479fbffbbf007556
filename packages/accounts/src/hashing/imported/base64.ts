/** Base64 without padding, of which each value has one spelling. */

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

/** Takes padding where it is right. Returns undefined for everything that `encodeBase64` would not write. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return encodeBase64(bytes) === text || bytes.toString('base64') === text ? bytes : undefined;
}
