/** The answer to whatever is looked into behind the request: it says that something was asked for, and nothing else. */
import { emptyAnswer } from 'gemel/endpoints';

export function acceptedAnswer(): Response {
  return new Response(null, { status: 202, headers: emptyAnswer(204).headers });
}
