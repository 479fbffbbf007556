/** Remembers in which sessions an account's owner acts as somebody else, so that they end when what the owner may do changes. ASVS 8.3.2 */
import type { AccountParts } from '../parts.ts';

type Parts = Pick<AccountParts, 'gemel' | 'store' | 'challenges' | 'now'>;

/** Notes a session; nothing where the actor has no account here. */
export async function noteActing({ store, challenges }: Parts, actor: string, sid: string): Promise<void> {
  const account = await store.findById(actor);
  if (account !== undefined) await challenges.issue('acting', account, { sid });
}

/** Ends every session that was noted. Call it once the actor's version has risen: whoever begins another one looks at that afterwards. */
export async function endActing({ gemel, store, now }: Omit<Parts, 'challenges'>, actor: string): Promise<void> {
  for (const { idHash, purpose, data } of await store.challenges.listOf(actor, now())) {
    if (purpose !== 'acting') continue;
    const { sid } = data as { readonly sid: string }; // as noteActing issued it
    await gemel.revokeSession(sid, { reason: 'revoked' });
    await store.challenges.take(idHash, purpose, now());
  }
}
