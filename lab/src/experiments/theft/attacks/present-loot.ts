/** Presents elsewhere what a script has read. */
import type { Credential } from '../../../fleet/credential.ts';
import type { LabNode } from '../../../fleet/lab-node.ts';

/** Whether the node lets any of it in; a cookie is presented as one, anything else as a token. */
export async function presentLoot(node: LabNode, { setCookies }: Credential, loot: readonly string[]): Promise<boolean> {
  for (const text of loot) {
    const isCookie = setCookies.some((line) => line.startsWith(`${text.split('=', 1)[0]}=`));
    const headers = isCookie ? { cookie: text } : { authorization: `Bearer ${text}` };
    if ((await node.ask({ headers }, { as: 'thief' })).status === 200) return true;
  }
  return false;
}
