/** Keys as adb offers them. */
import { constants, generateKeyPairSync, privateEncrypt } from 'node:crypto'
import { expect, it } from 'vitest'
import { newToken, parsePublicKey, signedBy } from '../../../electron/engine/simulator/auth'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** Android's `RSAPublicKey`; n0inv and R² are not read. */
function offered(): string {
  const jwk = pair.publicKey.export({ format: 'jwk' }), n = Buffer.from(jwk.n!, 'base64url').reverse()
  const struct = Buffer.alloc(524)
  struct.writeUInt32LE(64, 0)
  n.copy(struct, 8)
  struct.writeUInt32LE(65537, 520)
  return `${struct.toString('base64')} somebody@somewhere\0`
}

const sign = (token: Buffer): Buffer => privateEncrypt({ key: pair.privateKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([Buffer.from('3021300906052b0e03021a05000414', 'hex'), token]))

it('a key is recognised by its signature of this token alone', () => {
  const key = parsePublicKey(offered())!, token = newToken()
  expect(signedBy(key, token, sign(token))).toBe(true)
  expect(signedBy(key, newToken(), sign(token))).toBe(false)
  expect(signedBy(key, token, Buffer.alloc(256, 1))).toBe(false)
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
  expect(signedBy(other, token, sign(token))).toBe(false)
})

it.each(['', 'AAAA', 'not base64 at all !', Buffer.alloc(524).toString('base64')])('what is no key is none: %j', (text) => expect(parsePublicKey(text)).toBeNull())
