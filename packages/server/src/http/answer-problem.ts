/** Answers an error to a program, as problem+json. */
import { type GemelError, problemFrom, toGemelError } from '@gemel/protocol';

/** @param onFault hears of every fault, never of a refusal. */
export function answerProblem(thrown: unknown, onFault: (error: GemelError) => void): Response {
  const error = toGemelError(thrown);
  if (!error.isRefusal) onFault(error);
  const { status, headers, body } = problemFrom(error);
  return new Response(JSON.stringify(body), { status, headers });
}
