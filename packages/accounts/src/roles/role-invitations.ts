/** One-time links that give a role to whoever signs in with one: how the first administrator comes to be. */
import type { Seconds } from '@gemel/protocol';
import type { Account } from '../account.ts';
import { createOneAtATime } from '../limits/one-at-a-time.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { createRoles } from './roles.ts';

export interface RoleInvitation {
  /** Goes into the link; exists nowhere else. */
  readonly token: string;
  readonly expiresIn: Seconds;
}

export interface InvitationOptions {
  /** Whether it is void as soon as any account has the role: of several such links redeemed at once one gives it. */
  readonly isForTheFirst: boolean;
}

export interface RoleInvitations {
  issue(role: string, options: InvitationOptions): Promise<RoleInvitation>;
  /** Whether it is still good; uses nothing up. */
  look(token: string): Promise<boolean>;
  /** Gives the role to the account and its sessions, once. Undefined where the invitation is not good, somebody else is becoming the first at this moment, or there is no such account. */
  redeem(token: string, subject: string): Promise<Account | undefined>;
}

interface InvitationFacts extends InvitationOptions {
  readonly role: string;
}

export function createRoleInvitations(parts: AccountParts): RoleInvitations {
  const { challenges, store, now } = parts;
  const roles = createRoles(parts);
  const oneAtATime = createOneAtATime(store, now);

  /** Undefined where somebody else has become the first. */
  const judge = async (data: unknown): Promise<InvitationFacts | undefined> => {
    const facts = factsIn(data);
    return facts.isForTheFirst && (await roles.isHeld(facts.role)) ? undefined : facts;
  };

  const take = async (token: string, subject: string): Promise<Account | undefined> => {
    const taken = await challenges.take('role_invitation', token);
    const facts = taken === undefined ? undefined : await judge(taken.data);
    return facts === undefined ? undefined : roles.assign(subject, facts.role);
  };

  return {
    issue: async (role, { isForTheFirst }) => {
      const { secret, expiresIn } = await challenges.issue('role_invitation', undefined, { role, isForTheFirst });
      return { token: secret, expiresIn };
    },
    look: async (token) => {
      requireTexts({ token });
      const open = await challenges.look('role_invitation', token);
      return open !== undefined && (await judge(open.data)) !== undefined;
    },
    redeem: async (token, subject) => {
      requireTexts({ token, subject });
      const open = await challenges.look('role_invitation', token);
      if (open === undefined) return undefined;
      const { role, isForTheFirst } = factsIn(open.data);
      // Whether anybody has the role is judged and made otherwise in two steps, between which nobody with another link may come.
      return isForTheFirst ? oneAtATime(`the first ${role}`, () => take(token, subject)) : take(token, subject);
    },
  };
}

function factsIn(data: unknown): InvitationFacts {
  return data as InvitationFacts; // as issue made it
}
