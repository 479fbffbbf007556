/** Mints access tokens for live sessions; nothing is minted on a view or a read that cannot be trusted. */
import { GemelError, type Principal, type Seconds } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { IssuedTokens } from '../gemel.ts';
import type { KeyRing } from './key-ring.ts';
import { type MintedToken, mintAccessToken } from './mint-access-token.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionStore, Touch } from '../ports/session-store.ts';
import type { RecordWriter, Written } from '../sessions/record-writer.ts';

export interface TokenMinterParts {
  readonly options: ResolvedOptions;
  readonly runtime: Runtime;
  readonly keyRing: KeyRing;
  readonly view: View;
  readonly store: Pick<SessionStore, 'touch'>;
  readonly writer: RecordWriter;
  readonly touch: (sid: string, now: Seconds) => Touch;
  /** Drops the record from this node's memory, so that the next request reads it again. */
  readonly forget: (sid: string) => void;
}

export interface TokenMinter {
  /** Refuses during the pause after a change of epoch, and sees to it that the key that signs is known. @throws GemelError `view_stale`, `keys_unavailable` */
  prepare(): Promise<void>;
  /**
   * Mints from a record that a read or a write at engine time `now` has just shown to stand.
   *
   * @param jkt of the key that the token is bound to; where there is none, the session's.
   * @throws GemelError `audience_not_allowed`, `grant_proof_invalid`, `token_would_be_too_large`
   */
  mint(written: Written, audience: string | undefined, jkt?: string): MintedToken;
  /** Records activity, reads the record, mints if it is of the principal's generation. @throws GemelError `token_superseded`, `session_*`, `view_stale` as well */
  issue(principal: Pick<Principal, 'sid' | 'generation'>, audience: string | undefined, jkt?: string): Promise<IssuedTokens>;
}

export function createTokenMinter({ options, runtime, keyRing, view, store, writer, touch, forget }: TokenMinterParts): TokenMinter {
  const { issuer, tokens } = options;

  const prepare = async (): Promise<void> => {
    if (view.isPausedAt(runtime.clock.monotonicMs())) throw new GemelError('view_stale');
    await keyRing.ensureFresh();
  };

  const mint: TokenMinter['mint'] = ({ record, now }, audience = tokens.audiences[0], jkt = record.jkt ?? undefined) => {
    if (!tokens.audiences.includes(audience)) throw new GemelError('audience_not_allowed', { sid: record.sid });
    if (tokens.areBound && jkt === undefined) throw new GemelError('grant_proof_invalid', { sid: record.sid, why: 'there is none' });
    return mintAccessToken({
      record,
      jkt: jkt ?? null,
      audience,
      now,
      keyRing,
      runtime,
      issuer,
      lifetime: tokens.lifetime,
      maxBytes: tokens.maxBytes,
    });
  };

  return {
    prepare,
    mint,
    async issue({ sid, generation }, audience, jkt) {
      await prepare();
      await store.touch([touch(sid, view.engineTimeAt(runtime.clock.monotonicMs()))]);
      const written = await writer.read(sid);
      if (written.record.generation !== generation) {
        forget(sid);
        throw new GemelError('token_superseded', { sid });
      }
      return mint(written, audience, jkt);
    },
  };
}
