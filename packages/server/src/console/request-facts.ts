/** A request of a page as the engine wants it. */
import { factsOf } from '@gemel/verifier/node-http';
import type { RequestFacts } from 'gemel';
import type { PageContext } from '../pages/page-context.ts';

/** @param isUnattended where nobody acted, so that no activity is noted */
export function requestFacts({ env }: PageContext, isUnattended = false): RequestFacts {
  const { method, header } = factsOf(env.incoming);
  return { method, header, isUnattended };
}
