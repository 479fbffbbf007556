/** EdDSA on edwards25519 (RFC 8037, section 3.1), under its name of before and under its fully specified one (RFC 9864, section 2.2). */
import { isBase64urlOfLength } from '@gemel/protocol';
import { adviceOn } from '#advice';
import { importEd25519 } from '#signature';
import type { PublicKeyAlgorithm } from './algorithm.ts';

const keyBytes = 32;

/** A key is for one of the two names, as each key has one algorithm; the signatures are the same. */
const eddsaNamed = (name: string): PublicKeyAlgorithm => ({
  name,
  isSymmetric: false,

  problemWith({ kty, crv, x }) {
    if (kty !== 'OKP' || crv !== 'Ed25519') return adviceOn('kty', name, 'kty "OKP" and crv "Ed25519"');
    if (typeof x !== 'string' || !isBase64urlOfLength(x, keyBytes)) return adviceOn('point', name);
    return isOfSmallOrder(x) ? adviceOn('smallOrder', name) : undefined;
  },

  importKey: ({ x = '' }) => importEd25519(x),
});

export const eddsa: PublicKeyAlgorithm = eddsaNamed('EdDSA');
export const ed25519: PublicKeyAlgorithm = eddsaNamed('Ed25519');

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
