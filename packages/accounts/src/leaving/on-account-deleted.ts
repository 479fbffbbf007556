/** What an application does when an account goes: its own data about the person go as well. */

export interface DeletedAccount {
  readonly subject: string;
  readonly email: string;
}

/**
 * Called when the account is closed and its sessions have ended, and before it is forgotten; the account goes once it resolves. Called again after a crash or a
 * rejection, perhaps by two nodes at once: it has to bear that.
 */
export type OnAccountDeleted = (account: DeletedAccount) => Promise<void> | void;
