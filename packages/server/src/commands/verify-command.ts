/** `gemel token verify`: signature, claims and time of tokens against the keys of an issuer, one line of JSON each; revocation is not asked for. */
import { once } from 'node:events';
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import {
  algorithms as registry,
  createTokenVerifier,
  type KeySource,
  principalFromClaims,
  systemClock,
  type TokenVerifier,
  verifierDefaults,
} from '@gemel/verifier';
import { judgeToken } from '../tokens/judge-token.ts';
import { loadTokenKeys } from '../tokens/load-token-keys.ts';
import { readTokens } from '../tokens/read-tokens.ts';
import { createViewWithoutFeed } from '../tokens/view-without-feed.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

const command = 'gemel token verify';
const usage = `${command} --jwks keys.json --issuer https://app.example --audience https://orders.example < tokens`;

export const verifyCommand: CommandDef = {
  meta: {
    name: 'verify',
    description: 'Verify tokens, one line of JSON each; the exit status is 0 only if all passed. Revocation is not asked for',
  },
  args: {
    token: { type: 'positional', description: 'Tokens; without any, one per line of standard input', required: false },
    jwks: { type: 'string', description: 'Where the public keys are: a file, or a URL' },
    issuer: { type: 'string', description: 'What iss must be' },
    audience: { type: 'string', description: 'What aud must hold; may be repeated, one of them is then enough' },
    alg: {
      type: 'string',
      description: `What tokens may be signed with, ${verifierDefaults.algorithms.join()} by default; may be repeated`,
    },
    'allow-rsa-2048': { type: 'boolean', description: 'Take RSA keys from 2048 bits, for an issuer that has no longer ones' },
  },
  run: ({ rawArgs }) =>
    runOrExplain(async () => {
      const line = parseCommandLine('token verify', rawArgs, options, Number.POSITIVE_INFINITY);
      const expected = readExpectations(line);
      const { keys, remarks } = await loadTokenKeys(expected.jwks, { allowRsa2048: line.has('allow-rsa-2048') });
      for (const remark of remarks) process.stderr.write(`gemel: ${remark}\n`);
      await verifyAll(line.positionals, createVerifier(expected, keys));
    }),
};

const options = {
  jwks: { type: 'string' },
  issuer: { type: 'string' },
  audience: { type: 'string', multiple: true },
  alg: { type: 'string', multiple: true },
  'allow-rsa-2048': { type: 'boolean' },
} as const;

interface Expected {
  readonly jwks: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
}

function readExpectations(line: CommandLine): Expected {
  const [jwks, issuer] = [line.texts('jwks').at(-1), line.texts('issuer').at(-1)];
  const [audiences, named] = [line.texts('audience'), line.texts('alg')];
  const missing = Object.entries({ jwks, issuer, audience: audiences.at(-1) }).flatMap(([name, value]) =>
    value === undefined ? [`--${name}`] : [],
  );
  const unknown = named.filter((name) => !registry.has(name));
  const problems = [
    ...(missing.length === 0 ? [] : [`${missing.join(', ')} must be given: write ${usage}`]),
    ...unknown.map((name) => `--alg ${name} is not known: it takes ${[...registry.keys()].join(', ')}`),
  ];
  if (jwks === undefined || issuer === undefined || problems.length > 0) throw optionsError(command, problems);
  return { jwks, issuer, audiences, algorithms: named.length === 0 ? verifierDefaults.algorithms : named };
}

function createVerifier({ issuer, audiences, algorithms }: Expected, keys: KeySource): TokenVerifier {
  return createTokenVerifier({
    issuer,
    audiences,
    algorithms,
    keys,
    view: createViewWithoutFeed(systemClock),
    clock: systemClock,
    clockTolerance: verifierDefaults.freshness.clockTolerance,
    cacheSize: 0,
    maxTokenBytes: verifierDefaults.maxTokenBytes,
    principalFrom: principalFromClaims,
    whenStale: (token) => token,
  });
}

async function verifyAll(args: readonly string[], verifier: TokenVerifier): Promise<void> {
  let count = 0;
  for await (const token of readTokens(args)) {
    count += 1;
    const { isValid, line } = await judgeToken(token, verifier);
    if (!isValid) process.exitCode = 1;
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  }
  // Nothing that passed is not all that passed: an empty file is a mistake of whoever made it.
  if (count === 0) throw optionsError(command, [`There is no token: write ${usage}`]);
}
