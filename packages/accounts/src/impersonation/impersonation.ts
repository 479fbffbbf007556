/** Somebody acts as the owner of an account, seen to do so by both sides: what the application may decide about it, and what is written down. */
import { GemelError, type Principal, type Seconds } from '@gemel/protocol';
import type { ClientFacts, SessionMode, StartedSession } from 'gemel';
import { type Account, type AccountRecord, accountOf } from '../account.ts';
import type { IssuedChallenge } from '../challenges/challenges.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { noteActing } from './acting.ts';

/** Whether somebody may act as its owner, given what the session would permit. Never say so of an administrator. */
export type MayImpersonate = (account: Account) => boolean | Promise<boolean>;

export interface OfferImpersonation {
  /** Whoever acts: the principal of their own session is one. With its generation, nothing begins once what they may do has changed. */
  readonly actor: Pick<Principal, 'subject' | 'sid'> & Partial<Pick<Principal, 'generation'>>;
  /** The account's. */
  readonly subject: string;
  readonly mayImpersonate: MayImpersonate;
  /** 900 by default, 3600 at most. */
  readonly lifetime?: Seconds | undefined;
}

export interface BeginImpersonation extends OfferImpersonation {
  readonly mode?: SessionMode;
  readonly client?: ClientFacts | undefined;
}

export interface RedeemImpersonation extends Pick<BeginImpersonation, 'mayImpersonate' | 'mode' | 'client'> {
  readonly token: string;
}

export interface Impersonation {
  /**
   * Begins a session in which the actor acts, and writes both into the audit log. What the account is permitted is read after its subject's version: where it changes
   * before the session is written, there is none, and where it changes later, the session ends; and so it does where what the actor may do changes.
   *
   * @throws GemelError `not_found`, `impersonation_refused`, `subject_changed`, and what `gemel.impersonate` throws
   */
  begin(begin: BeginImpersonation): Promise<StartedSession>;
  /** Returns a token that begins it elsewhere, as in another browser: once, within a minute. @throws GemelError `not_found`, `impersonation_refused` */
  offer(offer: OfferImpersonation): Promise<IssuedChallenge>;
  /** Returns whom such a token is about, without using it up; undefined for any other text. */
  look(token: string): Promise<Account | undefined>;
  /** Uses it up. @throws GemelError `link_void`, and what `begin` throws */
  redeem(redeem: RedeemImpersonation): Promise<StartedSession>;
}

/** What an offer keeps until it is redeemed. */
interface OfferedFacts {
  readonly subject: string;
  readonly sid: string;
  readonly generation: number | null;
  readonly lifetime: Seconds | null;
}

export function createImpersonation(parts: AccountParts): Impersonation {
  const { gemel, store, readRoles, audit, challenges } = parts;
  const findAllowed = async ({ actor, subject, mayImpersonate }: OfferImpersonation): Promise<AccountRecord> => {
    requireTexts({ subject, actor: actor.subject, sid: actor.sid });
    const record = await store.findById(subject);
    if (record === undefined) throw new GemelError('not_found');
    const grants = (await readRoles()).grantsOf(record);
    const isAllowed = !record.isDisabled && actor.subject !== subject && (await mayImpersonate({ ...accountOf(record), ...grants }));
    if (!isAllowed) throw new GemelError('impersonation_refused', { subject });
    return { ...record, ...grants };
  };

  const begin: Impersonation['begin'] = async ({ mayImpersonate, actor, subject, mode, client, lifetime }) => {
    const actorVersion = await gemel.subjectVersion(actor.subject);
    const subjectVersion = await gemel.subjectVersion(subject);
    const { roles, permissions } = await findAllowed({ actor, subject, mayImpersonate });
    const optional = { ...(mode && { mode }), ...(client && { client }), ...(lifetime !== undefined && { lifetime }) };
    const started = await gemel.impersonate({ actor, subject, subjectVersion, roles, permissions, ...optional });
    const { sid, act, expiresAt } = started.session;
    await noteActing(parts, actor.subject, sid);
    // Behind the note: whoever changes what the actor may do finds it, or is found here.
    if ((await gemel.subjectVersion(actor.subject)) !== actorVersion) {
      await gemel.revokeSession(sid, { reason: 'revoked' });
      throw new GemelError('subject_changed', { subject: actor.subject });
    }
    audit.write({
      kind: 'session.impersonated',
      actor: `account:${act?.sub ?? actor.subject}`,
      subject,
      sid,
      client,
      until: Math.floor(expiresAt),
    });
    return started;
  };

  return {
    begin,
    offer: async (offer) => {
      const { actor, lifetime = null } = offer;
      const { subject, sid, generation = null } = actor;
      return challenges.issue('impersonation', await findAllowed(offer), { subject, sid, generation, lifetime });
    },
    look: async (token) => {
      requireTexts({ token });
      const open = await challenges.look('impersonation', token);
      return open?.account && accountOf(open.account);
    },
    redeem: async ({ token, ...rest }) => {
      requireTexts({ token });
      const taken = await challenges.take('impersonation', token);
      if (taken?.account === undefined) throw new GemelError('link_void');
      const { subject, sid, generation, lifetime } = taken.data as unknown as OfferedFacts; // as offer issued it
      const actor = { subject, sid, ...(generation === null ? {} : { generation }) };
      return begin({ ...rest, actor, subject: taken.account.id, lifetime: lifetime ?? undefined });
    },
  };
}
