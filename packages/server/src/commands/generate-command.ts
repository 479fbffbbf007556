/** `gemel keys generate`: a new signing key as a pair of JWKs; the private one goes only where it was told to. */
import { rmSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import { type SigningAlgorithm, signingAlgorithms } from 'gemel';
import { generateJwkPair, type Jwk } from '../keys/generate-jwk-pair.ts';
import { type FileMode, writeNewFile } from '../keys/write-new-file.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

const command = 'gemel keys generate';
const longestKid = 256;

export const generateCommand: CommandDef = {
  meta: {
    name: 'generate',
    description: 'Make a signing key for another issuer; this server makes and keeps its own. Needs no database',
  },
  args: {
    alg: { type: 'string', description: `${signingAlgorithms.join(', ')}; ES256 by default` },
    kid: { type: 'string', description: 'Its name; the thumbprint (RFC 7638) by default' },
    private: { type: 'string', description: 'A new file for the private JWK, which only you may read; - for standard output' },
    public: { type: 'string', description: 'A new file for the public JWK set; - for standard output, where it goes by default' },
  },
  run: ({ rawArgs }) =>
    runOrExplain(async () => {
      const plan = readPlan(parseCommandLine('keys generate', rawArgs, options));
      const { privateJwk, publicJwk } = await generateJwkPair(plan.algorithm, plan.kid);
      give(plan.privateTo, privateJwk, 0o600);
      if (publicJwk === undefined) return;
      try {
        give(plan.publicTo, { keys: [publicJwk] }, 0o644);
      } catch (error) {
        if (plan.privateTo !== '-') rmSync(plan.privateTo); // made just now, by this command
        throw error;
      }
    }),
};

const options = { alg: { type: 'string' }, kid: { type: 'string' }, private: { type: 'string' }, public: { type: 'string' } } as const;

/** What to make, and where to put it: a path, or `-`. */
interface Plan {
  readonly algorithm: SigningAlgorithm;
  readonly kid: string | undefined;
  readonly privateTo: string;
  readonly publicTo: string;
}

function readPlan(line: CommandLine): Plan {
  const last = (name: string): string | undefined => line.texts(name).at(-1);
  const [alg = 'ES256', kid, privateTo, publicGiven] = [last('alg'), last('kid'), last('private'), last('public')];
  const algorithm = signingAlgorithms.find((name) => name === alg);
  const publicTo = publicGiven ?? '-';
  const problems: string[] = [];
  if (algorithm === undefined) problems.push(`--alg ${alg} is not known: it takes ${signingAlgorithms.join(', ')}`);
  if (kid !== undefined && kid.length > longestKid) problems.push(`--kid takes at most ${longestKid} characters`);
  if (privateTo === undefined)
    problems.push(`Say where the private key goes: write --private key.json, or --private - for standard output`);
  if (algorithm === 'HS256' && publicGiven !== undefined)
    problems.push('A key for HS256 is a shared secret and has no public part: leave --public out');
  if (algorithm !== 'HS256' && privateTo === publicTo) problems.push('Both keys would go to one place: add --public jwks.json');
  if (algorithm === undefined || privateTo === undefined || problems.length > 0) throw optionsError(command, problems);
  return { algorithm, kid, privateTo, publicTo };
}

function give(place: string, value: Jwk | { readonly keys: readonly Jwk[] }, mode: FileMode): void {
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  if (place === '-') process.stdout.write(text);
  else writeNewFile(command, place, text, mode);
}
