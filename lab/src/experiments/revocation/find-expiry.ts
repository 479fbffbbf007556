/** When a token that cannot be called back stops being accepted: tried by setting a node's clock on. */
import { type Credential, readClaims } from '../../fleet/credential.ts';
import type { LabNode } from '../../fleet/lab-node.ts';

/** Seconds until the node refuses it; null where it is no such token, or is not refused then. */
export async function findExpiry(node: LabNode, credential: Credential): Promise<number | null> {
  const exp = readClaims(credential.accessToken ?? '')?.['exp'];
  if (typeof exp !== 'number') return null;
  const left = Math.round(exp - Date.now() / 1000);
  const statuses: number[] = [];
  for (const shift of [left - 3, left + 3]) {
    await node.shiftClock(shift);
    statuses.push((await node.ask(credential)).status);
  }
  await node.shiftClock(0);
  return statuses[0] === 200 && statuses[1] === 401 ? left : null;
}
