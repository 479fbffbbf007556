/** Judges the proof of one request once, however often the request is judged: by two guards in a row, by a handler behind one, or after a wait. */
import type { CheckProof } from './check-proof.ts';

interface Judgement {
  readonly method: string;
  readonly proof: string | undefined;
  readonly token: string | undefined;
  readonly jkt: string | undefined;
  readonly result: string | Promise<string>;
}

/** Known by the message itself, which is one request's alone; whatever else comes with the same proof is another request. */
export function judgeOnce(check: CheckProof): CheckProof {
  const judgements = new WeakMap<object, Judgement>();
  return (request, now, token) => {
    const { method, message } = request;
    const asked = { method, proof: request.header('dpop'), token: token?.text, jkt: token?.jkt };
    const before = message && judgements.get(message);
    if (before && isSame(before, asked)) return before.result;
    const result = check(request, now, token);
    if (message) judgements.set(message, { ...asked, result });
    return result;
  };
}

function isSame(before: Judgement, { method, proof, token, jkt }: Omit<Judgement, 'result'>): boolean {
  return before.method === method && before.proof === proof && before.token === token && before.jkt === jkt;
}
