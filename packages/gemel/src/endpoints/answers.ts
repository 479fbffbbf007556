/** The few kinds of answer that endpoints give; none may be kept by a cache unless it says so. */
import { type GemelError, problemFrom, type StepUpChallenge } from '@gemel/protocol';

const always: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

export function jsonAnswer(body: unknown, headers: Readonly<Record<string, string>> = {}, status: 200 | 202 | 401 = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...always, 'content-type': 'application/json', ...headers } });
}

/** An answer without a body. */
export function emptyAnswer(status: 200 | 204 | 303 | 304, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { ...always, ...headers } });
}

/** Problem+json: the error's code, never its cause. */
export function problemAnswer(
  error: GemelError,
  headers: Readonly<Record<string, string>> = {},
  challenge: StepUpChallenge = {},
): Response {
  const { status, headers: own, body } = problemFrom(error, challenge);
  return new Response(JSON.stringify(body), { status, headers: { ...always, ...own, ...headers } });
}
