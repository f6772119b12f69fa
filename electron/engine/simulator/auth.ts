/** Whether a host's key signed our token. adb signs the 20-byte token as if it were a SHA-1 digest (PKCS #1 v1.5). */
import { constants, createPublicKey, publicDecrypt, randomBytes, type KeyObject } from 'node:crypto'

export const newToken = (): Buffer => randomBytes(20)

/** DER of `DigestInfo { sha1, … }`, which precedes the digest in the signature. */
const sha1Prefix = Buffer.from('3021300906052b0e03021a05000414', 'hex')

export function signedBy(key: KeyObject, token: Buffer, signature: Buffer): boolean {
  try {
    return publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature).equals(Buffer.concat([sha1Prefix, token]))
  } catch {
    // A signature of another key does not even decrypt.
    return false
  }
}

/**
 * The key in an RSAPUBLICKEY message: base64 of Android's `RSAPublicKey` (words in the modulus, n0inv, modulus, R², exponent; little-endian), then a comment.
 * @returns null for what is no such key
 */
export function parsePublicKey(text: string): KeyObject | null {
  const struct = Buffer.from(text.split(/[\s\0]/)[0] ?? '', 'base64')
  const bytes = struct.length < 4 ? 0 : struct.readUInt32LE(0) * 4
  if (bytes === 0 || struct.length !== 12 + 2 * bytes) return null
  const n = Buffer.from(struct.subarray(8, 8 + bytes)).reverse()
  const e = Buffer.alloc(4)
  e.writeUInt32BE(struct.readUInt32LE(8 + 2 * bytes))
  try {
    return createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: n.toString('base64url'), e: trimmed(e).toString('base64url') } })
  } catch {
    return null
  }
}

const trimmed = (bytes: Buffer): Buffer => bytes.subarray(bytes.findIndex((b) => b !== 0))
