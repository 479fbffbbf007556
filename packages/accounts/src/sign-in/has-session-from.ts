/** Tells whoever comes from where an account is signed in already from strangers, so that strangers' failures do not make its owner wait. */
import type { AccountParts } from '../parts.ts';
import { isSameClient } from '../limits/client-network.ts';

/** Whether the subject has a session of its own that began at a client's address. Asks the store whatever the subject is. */
export async function hasSessionFrom({ gemel }: Pick<AccountParts, 'gemel'>, subject: string, address: string): Promise<boolean> {
  const sessions = await gemel.listSessions(subject);
  return sessions.some(({ client, act }) => act === undefined && isSameClient(client.address, address));
}
