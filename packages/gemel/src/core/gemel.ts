/** The engine as an application sees it. */
import type {
  AccessTokenClaims,
  AuthenticationEvent,
  ErrorCode,
  GemelError,
  JsonValue,
  JwkSet,
  Principal,
  RevocationFeed,
  Seconds,
} from '@gemel/protocol';
import type { ViewStatus } from '@gemel/verifier';
import type { Reach } from './fleet/reach.ts';
import type { ResolvedOptions } from './options/options.ts';
import type { GemelStats } from './stats.ts';
import type { ClientFacts, EndReason } from './sessions/session-record.ts';

/** Which credentials a session is held by. `cookie` can still mint access tokens; `token` has a refresh token and no cookie. */
export type SessionMode = 'cookie' | 'token' | 'both';

export interface StartSession {
  readonly subject: string;
  /** Default `cookie`. */
  readonly mode?: SessionMode;
  /** Default: now, `amr: []`. */
  readonly authentication?: Partial<AuthenticationEvent>;
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
  readonly client?: ClientFacts;
  /** The first-party client by default. */
  readonly clientId?: string;
  /** First session data; null by default. */
  readonly data?: JsonValue;
  /** What `subjectVersion()` said when the sign-in began; read now where it is absent. */
  readonly subjectVersion?: number;
}

/** A session as its subject may see it; no secret in it. */
export interface Session {
  readonly sid: string;
  readonly subject: string;
  readonly createdAt: Seconds;
  readonly lastSeenAt: Seconds;
  /** Engine time at which it ends if nothing more happens. */
  readonly expiresAt: Seconds;
  readonly authentication: AuthenticationEvent;
  readonly client: ClientFacts;
}

export interface IssuedTokens {
  readonly accessToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: Seconds;
  readonly refreshToken?: string;
}

/** What a sign-in or a step-up hands out; the only moment at which the secrets exist in clear. */
export interface StartedSession {
  readonly session: Session;
  readonly principal: SessionPrincipal;
  /** For the cookie; absent in mode `token`. */
  readonly sessionToken?: string;
  /** Absent in mode `cookie`. */
  readonly tokens?: IssuedTokens;
}

/** The principal of a live session. */
export interface SessionPrincipal extends Principal {
  /** Fires when the session ends, by whatever path, on whatever node; close streams and sockets on it. */
  readonly ended: AbortSignal;
}

/** What `authenticate` needs of a request, so that nobody builds a `Request` for it. */
export interface RequestFacts {
  readonly method: string;
  /** Returns a header by its lower-case name; several of one name joined as node:http does. */
  header(name: string): string | undefined;
}

export type AuthenticationResult =
  | { readonly status: 'authenticated'; readonly principal: SessionPrincipal; readonly credential: 'cookie' | 'bearer' }
  | { readonly status: 'anonymous' }
  | {
      readonly status: 'refused';
      readonly error: GemelError;
      /** True where the cookie must be cleared: only for a duplicate. */ readonly clearCookie: boolean;
    };

/** Events of the engine; listeners must not throw, and hold nobody up. */
export interface GemelEvents {
  'session.started': { readonly sid: string; readonly subject: string; readonly client: ClientFacts };
  'session.revoked': { readonly sid: string; readonly subject: string; readonly reason: EndReason };
  'session.refreshed': { readonly sid: string; readonly subject: string; readonly rotation: number };
  'session.superseded': { readonly sid: string; readonly subject: string; readonly generation: number };
  'refresh.reused': { readonly sid: string; readonly subject: string; readonly presented: number; readonly current: number };
  'credential.refused': { readonly code: ErrorCode; readonly sid?: string };
  'key.rotated': { readonly kid: string };
  'key.retired': { readonly kid: string };
  /** Something this node depends on failed; it goes on by the rules of the lease. */
  fault: { readonly error: GemelError; readonly during: string };
}

export interface SessionData<Data> {
  readonly data: Data;
  readonly version: number;
}

/** How a session is ended. */
export interface RevokeOptions {
  /** Default `revoked`, or `subject_revoked`. */
  readonly reason?: EndReason;
  /** When to resolve: once it is committed (default), or when no node accepts the credentials any more. */
  readonly until?: 'committed' | 'everywhere';
}

/** What is known of a revocation when it is acknowledged. */
export interface Revoked {
  /** The `sid`s of the sessions that this call ended; none where there was nothing to end. */
  readonly ended: readonly string[];
  /** Whether a second machine is known to hold it, so that no failover can lose it. False where nothing was written. */
  readonly isReplicated: boolean;
  /**
   * `committed`: not waited for; no node accepts later than `maxStaleness` from now. Otherwise what `until: 'everywhere'` has found:
   * `applied` by every node, `bounded` (the bound has made it true on those that did not say so), or `unguaranteed`, where one of
   * those accepts when stale or the nodes are not known.
   */
  readonly reach: 'committed' | Reach;
  /** Milliseconds from the commit to this answer. */
  readonly tookMs: number;
}

/** Health of this node's part of Gemel. */
export interface GemelHealth {
  readonly store: 'ok' | 'failing';
  readonly feed: ViewStatus;
  readonly keys: { readonly active: string | undefined; readonly published: number };
  /** This node as the fleet knows it, how many follow the feed through it, and the bound that holds. */
  readonly fleet: { readonly nodeId: string; readonly readers: number; readonly maxStaleness: Seconds };
}

export interface Gemel<Data extends JsonValue = JsonValue> {
  readonly options: ResolvedOptions;

  /** Begins a session. @throws GemelError `subject_changed`, `store_unavailable`, `token_would_be_too_large` */
  startSession(start: StartSession): Promise<StartedSession>;
  /** Read before a password is checked, handed to `startSession`, so that "sign out everywhere" also stops a sign-in under way. */
  subjectVersion(subject: string): Promise<number>;

  /**
   * Judges the credential that a request carries. Answers without a promise where nothing had to be read. Faults are thrown.
   *
   * A bearer credential decides where there is one; a cookie on an unsafe method must come from this site.
   */
  authenticate(request: RequestFacts): AuthenticationResult | Promise<AuthenticationResult>;

  /** Verifies an access token, as a verifier elsewhere does. @throws GemelError */
  verifyAccessToken(token: string): Promise<AccessTokenClaims>;
  /**
   * Mints an access token for whom `authenticate` has just let in. Counts as activity. The session is read from the store, and must
   * be of the principal's generation: a credential that has been superseded, but not yet refused here, is not turned into one that lasts.
   *
   * @throws GemelError `token_superseded` (authenticate again), `session_revoked`, `session_expired`, `session_unknown`, `audience_not_allowed`, `view_stale`
   */
  issueAccessToken(principal: Pick<Principal, 'sid' | 'generation'>, options?: { readonly audience?: string }): Promise<IssuedTokens>;
  /** Rotates a refresh token. @throws GemelError `refresh_token_*`, `session_*` */
  refresh(refreshToken: string, options?: { readonly audience?: string }): Promise<IssuedTokens>;
  /** RFC 7009: ends the session that an access, refresh or session token belongs to; resolves for any other text as well. */
  revokeToken(token: string): Promise<void>;

  /**
   * Ends a session. Resolves once committed, or when it holds everywhere if that is asked for. Where the store does not know the session
   * (a failover may have lost it whole), nothing is `ended`, and its access tokens are refused all the same.
   *
   * @throws GemelError `store_unavailable`: it is not known whether the session has ended; call again
   */
  revokeSession(sid: string, options?: RevokeOptions): Promise<Revoked>;
  /** Ends all sessions of the subject, or all but one; otherwise as `revokeSession`. Sign-ins under way yield no session. */
  revokeSubject(subject: string, options?: RevokeOptions & { readonly except?: string }): Promise<Revoked>;
  listSessions(subject: string): Promise<readonly Session[]>;

  /** Records a new authentication event and replaces the secrets; outstanding access tokens are superseded. Returns the new credentials. */
  stepUp(sid: string, authentication: Partial<AuthenticationEvent>): Promise<StartedSession>;
  /** Replaces roles and permissions (those given) in all of the subject's sessions; outstanding tokens and cached records are superseded. */
  changeGrants(subject: string, grants: { readonly roles?: readonly string[]; readonly permissions?: readonly string[] }): Promise<void>;

  /** Session data, read from the store. @throws GemelError `session_*` */
  readData(sid: string): Promise<SessionData<Data>>;
  /** Writes session data if `version` still stands. Returns the new version. @throws GemelError `data_conflict`, `data_too_large`, `session_*` */
  writeData(sid: string, data: Data, version: number): Promise<number>;
  /** Reads, applies `change`, writes; again on a conflict. `change` may run several times. */
  updateData(sid: string, change: (data: Data) => Data): Promise<Data>;

  on<Name extends keyof GemelEvents>(event: Name, listener: (detail: GemelEvents[Name]) => void): () => void;

  readonly keys: {
    /** Public keys, those that do not sign yet included. */
    publicKeys(): Promise<JwkSet>;
    /** The next key signs from now on, and one after it is published. Returns the `kid` that signs now. */
    rotate(): Promise<string>;
    /** Emergency: nothing signed by this key is accepted any more, anywhere. */
    retire(kid: string, options?: Pick<RevokeOptions, 'until'>): Promise<Omit<Revoked, 'ended'>>;
  };

  /** Seconds since 1970 by the store's clock, as this node reckons it; for guards that ask for a recent authentication. */
  engineTime(): Seconds;
  /** The feed, for verifiers in other processes and for relays. */
  readonly feed: RevocationFeed;
  health(): Promise<GemelHealth>;
  /** What this node has done since it started. */
  stats(): GemelStats;
  /** Writes pending activity, stops following the feed. */
  close(): Promise<void>;
}
