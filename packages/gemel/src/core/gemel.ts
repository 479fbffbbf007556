/** The engine as an application sees it. */
import type {
  AccessTokenClaims,
  Actor,
  AuthenticationEvent,
  ErrorCode,
  GemelError,
  JsonValue,
  JwkSet,
  Principal,
  RevocationFeed,
  Seconds,
} from '@gemel/protocol';
import type { LiveSource, ProofTerms, ProvenRequest, RequestTarget, ViewStatus } from '@gemel/verifier';
import type { ResolvedOptions } from './options/options.ts';
import type { GemelStats } from './stats.ts';
import type { RevokedEveryone, RevokeEveryoneOptions, Revoked, RevokeOptions } from './sessions/revoked.ts';
import type { ClientFacts, EndReason } from './sessions/session-record.ts';
import type { Vault } from './tokens/vault.ts';

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
  /** Thumbprint of the client's key, as `proofKeyOf` gave it: access and refresh tokens are good only with proofs by that key. Not for mode `cookie`. */
  readonly jkt?: string | undefined;
  /** The first-party client by default. */
  readonly clientId?: string;
  /** First session data; null by default. */
  readonly data?: JsonValue;
  /** What `subjectVersion()` said when the sign-in began; read now where it is absent. */
  readonly subjectVersion?: number;
}

/** A session of a subject in which somebody else acts: a person who helps, seen to do so. */
export interface Impersonate extends Omit<StartSession, 'authentication'> {
  /** Whoever acts, as `authenticate` has just let them in; the generation is left out where that is known otherwise. */
  readonly actor: Pick<Principal, 'sid'> & Partial<Pick<Principal, 'generation'>>;
  /** Seconds after which it ends, whatever happens; 900 by default, 3600 at most, and no longer than the actor's own session. */
  readonly lifetime?: Seconds;
}

/** A session as its subject may see it; no secret in it. */
export interface Session {
  readonly sid: string;
  readonly subject: string;
  /** What it is held by. */
  readonly mode: SessionMode;
  readonly createdAt: Seconds;
  readonly lastSeenAt: Seconds;
  /** Engine time at which it ends if nothing more happens. */
  readonly expiresAt: Seconds;
  readonly authentication: AuthenticationEvent;
  readonly clientId: string;
  readonly client: ClientFacts;
  /** Who acts in it in the subject's place, and the session that it came of. */
  readonly act?: Actor;
}

export interface IssuedTokens {
  readonly accessToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: Seconds;
  /** `DPoP` where the access token is bound to a key, and to be presented with a proof (RFC 9449). */
  readonly tokenType: 'Bearer' | 'DPoP';
  readonly refreshToken?: string;
}

/** What an access token is asked for with. */
export interface TokenRequest {
  readonly audience?: string | undefined;
  /** Thumbprint of a key whose possession the request has proven (`proofKeyOf`): the access token is bound to it. */
  readonly jkt?: string | undefined;
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
  /** The message itself, of which the path is read where a proof of possession names it; without it no proof holds. */
  readonly message?: RequestTarget | undefined;
  /** True where nobody acted, such as a page that only waits to hear of its session's end: then no activity is noted. */
  readonly isUnattended?: boolean;
}

export type AuthenticationResult =
  | {
      readonly status: 'authenticated';
      readonly principal: SessionPrincipal;
      /** `bearer` for an access token, however it was presented. */
      readonly credential: 'cookie' | 'bearer';
      /** Present where the access token is bound to a key, and its holder has proven to have that. */
      readonly isSenderConstrained?: true;
    }
  | { readonly status: 'anonymous' }
  | {
      readonly status: 'refused';
      readonly error: GemelError;
      /** True where the cookie must be cleared: only for a duplicate. */ readonly clearCookie: boolean;
    };

/** Events of the engine; listeners must not throw, and hold nobody up. */
export interface GemelEvents {
  'session.started': { readonly sid: string; readonly subject: string; readonly client: ClientFacts };
  'session.revoked': {
    readonly sid: string;
    readonly subject: string;
    readonly reason: EndReason;
    /** The subject who asked for it, where whoever called said so. */ readonly by?: string;
  };
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

/** Which sessions of everybody are asked for. */
export interface ListAllSessions {
  /** Those of one subject alone. */
  readonly subject?: string | undefined;
  /** What the page before has named; undefined begins. */
  readonly after?: string | undefined;
  /** 1 to 200; 50 by default. */
  readonly limit?: number | undefined;
}

export interface SessionPage {
  /** Newest first; on Redis in no order, but for those of one subject. */
  readonly sessions: readonly Session[];
  /** Where the next page begins; undefined behind the last. A page may be shorter than was asked for, or empty, and have one behind it. */
  readonly next: string | undefined;
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
   * An access token decides where there is one, with a proof where it is bound to a key; a cookie on an unsafe method must come from this site.
   */
  authenticate(request: RequestFacts): AuthenticationResult | Promise<AuthenticationResult>;

  /** Verifies an access token, as a verifier elsewhere does; one that is bound to a key only with the request whose proof goes with it. @throws GemelError */
  verifyAccessToken(token: string, request?: ProvenRequest): Promise<AccessTokenClaims>;
  /** The same of a token that nobody presents here, bound or not (RFC 7662): whoever is told its claims has to ask for the proof that `cnf` wants. @throws GemelError */
  introspectAccessToken(token: string): Promise<AccessTokenClaims>;
  /** What proofs of possession are taken. */
  readonly proofs: ProofTerms;
  /**
   * Resolves to the thumbprint of the key whose possession a request proves, to bind tokens to; undefined where it carries no proof.
   *
   * @throws GemelError `grant_proof_invalid`, `request_throttled`
   * @see RFC 9449, section 5
   */
  proofKeyOf(request: RequestFacts): Promise<string | undefined>;
  /**
   * Mints an access token for whom `authenticate` has just let in. Counts as activity. The session is read from the store, and must
   * be of the principal's generation: a credential that has been superseded, but not yet refused here, is not turned into one that lasts.
   *
   * @throws GemelError `token_superseded` (authenticate again), `session_revoked`, `session_expired`, `session_unknown`, `audience_not_allowed`,
   * `grant_proof_invalid`, `view_stale`
   */
  issueAccessToken(principal: Pick<Principal, 'sid' | 'generation'>, options?: TokenRequest): Promise<IssuedTokens>;
  /** Rotates a refresh token; that of a session that is bound to a key only with its `jkt`. @throws GemelError `refresh_token_*`, `grant_proof_invalid`, `session_*` */
  refresh(refreshToken: string, options?: TokenRequest): Promise<IssuedTokens>;
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
  /**
   * Ends the sessions of everybody: whatever began before the call, and sign-ins that were under way come to nothing (`subject_changed`). Of what begins in the
   * seconds of `freshness.clockTolerance` after it, some may end as well. Page by page: where it fails, some have ended, and a call with `resume`
   * goes on; otherwise as `revokeSession`.
   */
  revokeEveryone(options?: RevokeEveryoneOptions): Promise<RevokedEveryone>;
  listSessions(subject: string): Promise<readonly Session[]>;
  /** The sessions of everybody, or of one subject, page by page. @throws GemelError `request_malformed` for a limit or a place that cannot be */
  listAllSessions(page?: ListAllSessions): Promise<SessionPage>;
  /** One session that stands. @throws GemelError `session_unknown`, `session_revoked`, `session_expired` */
  findSession(sid: string): Promise<Session>;

  /**
   * Begins a session of `subject` in which the actor acts: its principal and its tokens say so (`act`, RFC 8693). It has no authentication event of the subject's
   * (`authentication.time` is 0), so nothing that asks for a recent proof lets it in, and no step-up gives it one. It ends with the actor's session, by the same
   * entry of the feed; and when the subject's grants change. Who may be impersonated is not checked here: read `subjectVersion()` first, then judge, and pass it on.
   *
   * @throws GemelError `impersonation_refused` (the actor is impersonating already, or is the subject), `token_superseded`, `subject_changed`, `session_*` of the actor's
   */
  impersonate(start: Impersonate): Promise<StartedSession>;
  /** Records a new authentication event and replaces the secrets; outstanding access tokens are superseded. Returns the new credentials. @throws GemelError `impersonation_limited`, `session_*` */
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
    retire(kid: string, options?: Pick<RevokeOptions, 'until' | 'onReceipts'>): Promise<Omit<Revoked, 'ended'>>;
  };

  /** What `gemel/adapters/live` makes live connections of. */
  readonly live: LiveSource<SessionPrincipal>;
  /** For what must not lie in a store in clear and is not the engine's own. */
  readonly vault: Vault;
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
