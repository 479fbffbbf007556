/** The algorithms beside ES256 in a bundle for browsers and the edge: each is fetched when a key for it is imported, which is asynchronous there anyhow. */
import { GemelError, optionsError } from '@gemel/protocol';
import type { Algorithm, AlgorithmOf, KeyAllowances } from './algorithm.ts';
import type { SignatureCheck } from './verification-key.ts';

/** A row that judges the material when its code is there. @throws GemelError (rejects) `keys_unavailable` where the code could not be had. */
function later<Material>(name: string, load: () => Promise<AlgorithmOf<Material>>): AlgorithmOf<Material> {
  return {
    name,
    problemWith: () => undefined,
    async importKey(material: Material, allowances: KeyAllowances): Promise<SignatureCheck> {
      const algorithm = await load().catch((error: unknown) => {
        throw new GemelError('keys_unavailable', error);
      });
      const problem = algorithm.problemWith(material, allowances);
      if (problem !== undefined) throw optionsError(name, [problem]);
      return algorithm.importKey(material, allowances);
    },
  };
}

const eddsa = async () => import('./eddsa.ts');
const rsa = async () => import('./rsa.ts');

export const furtherAlgorithms: readonly Algorithm[] = [
  { ...later('Ed25519', async () => (await eddsa()).ed25519), isSymmetric: false },
  { ...later('EdDSA', async () => (await eddsa()).eddsa), isSymmetric: false },
  { ...later('PS256', async () => (await rsa()).ps256), isSymmetric: false },
  { ...later('RS256', async () => (await rsa()).rs256), isSymmetric: false },
  { ...later('HS256', async () => (await import('./hs256.ts')).hs256), isSymmetric: true },
];
