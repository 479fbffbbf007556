/** Invariant 3, parity: both credentials at one instant at one node. */
import { GemelError } from '@gemel/protocol';
import type { AuthenticationResult, Gemel } from '../../../packages/gemel/src/core/gemel.ts';
import type { Client } from './client.ts';
import { requestWith, bearerOf, cookieOf, presentAtNode } from './present.ts';
import type { World } from './world.ts';

/** What DESIGN names, and a key that was retired in an emergency or lost in a failover: get a new token. */
const onlyDifferences = ['token_expired', 'token_superseded', 'token_key_retired', 'token_key_unknown'];

/** Compares what memory says of either; where one has to be asked of the store, they are judged at different times. */
export async function compareTwins(world: World, where: string, gemel: Gemel, client: Client): Promise<string> {
  const { cookie, accessToken } = client;
  if (cookie === undefined || accessToken === undefined) return 'holds no twins';
  const twins = [cookieOf(cookie, true), bearerOf(accessToken, true)] as const;
  // So that the cookie is in memory.
  await presentAtNode(world, where, gemel, twins[0]);
  // The token first: where it is of a later generation than the record in memory, the node learns of the change by it.
  const other = atOnce(() => gemel.authenticate(requestWith(twins[1])));
  const one = atOnce(() => gemel.authenticate(requestWith(twins[0])));
  if (one === undefined || other === undefined) return 'cannot be compared';
  world.count('compared');
  const [left, right] = [show(one), show(other)];
  if (left !== right && !onlyDifferences.includes(right)) {
    world.fail('3 parity', `${where}: the cookie of ${client.sid} gives ${left}, the token ${right}`);
  }
  return 'compared';
}

/** Undefined where the answer is a promise, or a fault. */
function atOnce(ask: () => AuthenticationResult | Promise<AuthenticationResult>): AuthenticationResult | undefined {
  try {
    const result = ask();
    return result instanceof Promise ? dropped(result) : result;
  } catch (error) {
    if (error instanceof GemelError && !error.isRefusal) return undefined;
    throw error;
  }
}

function dropped(result: Promise<unknown>): undefined {
  result.catch(() => undefined);
}

function show(result: AuthenticationResult): string {
  if (result.status === 'refused') return result.error.code;
  return result.status === 'authenticated' ? JSON.stringify(result.principal) : result.status;
}
