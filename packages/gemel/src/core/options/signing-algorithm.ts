/** The algorithms that access tokens can be signed with. */

export type SigningAlgorithm = 'ES256' | 'EdDSA' | 'Ed25519' | 'RS256' | 'PS256' | 'HS256';

export const signingAlgorithms: readonly SigningAlgorithm[] = ['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256', 'HS256'];
