/** Presents made-up tokens to jose and to the verifier, and asks of each difference whether the list has it. */
import { createPrng } from '../simulation/engine/prng.ts';
import { explanationsFor } from './jose-differences.ts';
import { createJoseOracle } from './jose-oracle.ts';
import { createFuzzBench } from './run-fuzz.ts';

export interface Comparison {
  readonly both: number;
  readonly neither: number;
  /** Difference → tokens that it accounts for. */
  readonly differences: Readonly<Record<string, number>>;
  /** What nothing accounts for: a line for each. */
  readonly unexplained: readonly string[];
}

export async function compareWithJose(seed: number, inputs: number): Promise<Comparison> {
  const bench = createFuzzBench();
  const jose = await createJoseOracle(bench.signers.map(({ material }) => material));
  const differences: Record<string, number> = {};
  const unexplained: string[] = [];
  let [both, neither] = [0, 0];
  for (let input = 0; input < inputs; input++) {
    const { kind, token } = bench.make(createPrng(seed, String(input)));
    const [ours, theirs] = [bench.judge(token, false), await jose.acceptsToken(token)];
    if (theirs === (ours === 'accepted')) {
      if (theirs) both++;
      else neither++;
      continue;
    }
    const reasons = theirs ? explanationsFor(token) : [];
    for (const reason of reasons) differences[reason] = (differences[reason] ?? 0) + 1;
    if (reasons.length === 0)
      unexplained.push(`seed ${seed}, input ${input}, ${kind}: ${ours}, jose ${theirs ? 'accepts' : 'refuses'}: ${token}`);
  }
  return { both, neither, differences, unexplained };
}
