/** `GET /admin/users/{subject}`: one account, what it may do, and how its owner signs in. */
import type { Account } from '@gemel/accounts';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { subjectField, timeField } from '../fields.ts';
import { findUser } from './find-user.ts';
import { userSchema } from './user-answer.ts';

export interface ShowUser {
  readonly subject: string;
}

/** How its owner proves who they are; nothing of it proves anything. */
export interface UserFactors {
  readonly authenticatorApp: { readonly addedAt: number; readonly lastUsedAt: number | null } | null;
  readonly recoveryCodes: { readonly left: number; readonly madeAt: number; readonly lastUsedAt: number | null } | null;
  readonly passkeys: readonly {
    readonly id: string;
    readonly name: string;
    readonly keptBy: string | null;
    readonly isSynced: boolean;
    readonly createdAt: number;
    readonly lastUsedAt: number | null;
  }[];
  readonly providers: readonly {
    readonly id: string;
    readonly provider: string;
    readonly label: string;
    readonly shownAs: string;
    readonly createdAt: number;
    readonly lastUsedAt: number | null;
  }[];
}

export interface ShownUser {
  readonly user: Account;
  readonly effectivePermissions: readonly string[];
  readonly factors: UserFactors;
}

const lastUsedAt = timeField.nullable();

const factorsSchema: z.ZodType<UserFactors> = z.object({
  authenticatorApp: z.object({ addedAt: timeField, lastUsedAt }).nullable(),
  recoveryCodes: z.object({ left: z.int().min(0), madeAt: timeField, lastUsedAt }).nullable(),
  passkeys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      keptBy: z.string().nullable(),
      isSynced: z.boolean(),
      createdAt: timeField,
      lastUsedAt,
    }),
  ),
  providers: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      label: z.string(),
      shownAs: z.string(),
      createdAt: timeField,
      lastUsedAt,
    }),
  ),
});

export const showUser: AdminOperation<ShowUser, ShownUser> = {
  name: 'users.show',
  method: 'GET',
  path: '/admin/users/{subject}',
  scope: 'users:read',
  summary: 'Show an account, what it may do, and how its owner signs in',
  input: z.strictObject({ subject: subjectField }),
  answer: {
    kind: 'json',
    schema: z.object({
      user: userSchema,
      effectivePermissions: z.array(z.string()).describe('Its own and those of its roles.'),
      factors: factorsSchema,
    }),
  },
  errors: ['not_found'],
  run: async (context, { subject }) => {
    const { accounts } = context;
    const user = await findUser(context, subject);
    const [effectivePermissions = [], app, codes, passkeys, providers] = await Promise.all([
      accounts.permissionsOf(subject),
      accounts.totp.find(subject),
      accounts.recoveryCodes.find(subject),
      accounts.passkeys.list(subject),
      accounts.providers.linked(subject),
    ]);
    const shownPasskeys = passkeys.map((passkey) => ({ ...passkey, keptBy: passkey.keptBy ?? null }));
    const factors = { authenticatorApp: app ?? null, recoveryCodes: codes ?? null, passkeys: shownPasskeys, providers };
    return { user, effectivePermissions, factors };
  },
};
