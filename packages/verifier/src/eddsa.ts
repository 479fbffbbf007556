/** EdDSA on edwards25519 (RFC 8037, section 3.1), under its name of before and under its fully specified one (RFC 9864, section 2.2). */
import { isBase64urlOfLength } from '@gemel/protocol';
import { importEd25519 } from '#signature';
import type { Algorithm } from './algorithm.ts';

const keyBytes = 32;

/** A key is for one of the two names, as each key has one algorithm; the signatures are the same. */
const eddsaNamed = (name: string): Algorithm => ({
  name,

  problemWith(material) {
    if ('symmetricKey' in material) return `${name} takes a public JWK, not a symmetric key`;
    if (material.kty !== 'OKP' || material.crv !== 'Ed25519') return `${name} takes a JWK with kty "OKP" and crv "Ed25519"`;
    const { x } = material;
    if (typeof x !== 'string' || !isBase64urlOfLength(x, keyBytes)) return `${name} takes x of 32 bytes, in base64url without padding`;
    return isOfSmallOrder(x) ? `${name} takes a point of the group, not one of small order` : undefined;
  },

  importKey(material) {
    if ('symmetricKey' in material) throw new TypeError(`${name} takes a public JWK`);
    return importEd25519(material.x ?? '');
  },
});

export const eddsa: Algorithm = eddsaNamed('EdDSA');
export const ed25519: Algorithm = eddsaNamed('Ed25519');

/** Under such a point a signature holds for texts that nobody signed. The sign, the highest bit of the last byte, makes no difference. */
const smallOrderPoints: readonly string[] = [
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', // y = 0
  'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', // y = 1
  'JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU', // of order 8
  'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o', // of order 8
  '7P_______________________________________38', // y = -1
  '7f_______________________________________38', // y = p, that is 0
  '7v_______________________________________38', // y = p + 1, that is 1
];

function isOfSmallOrder(x: string): boolean {
  const bytes = atob(x.replaceAll('-', '+').replaceAll('_', '/'));
  const unsigned = bytes.slice(0, -1) + String.fromCharCode(bytes.charCodeAt(keyBytes - 1) & 0x7f);
  return smallOrderPoints.includes(btoa(unsigned).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''));
}
