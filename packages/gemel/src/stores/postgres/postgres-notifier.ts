/** When a commit notifies by itself, and when one notification speaks for many. */
import { NOTIFY } from './log-entries.ts';
import type { PostgresConnection } from './postgres-connection.ts';

export interface PostgresNotifier {
  /**
   * Runs a change that writes entries, told whether its commit is to notify. Commits that do go one after the other through the whole
   * cluster, each to disk by itself; so where several are under way, one notification follows them instead.
   */
  during<T>(change: (notifies: boolean) => Promise<T>): Promise<T>;
  /** Notifies; rejects where that could not be sent. */
  notify(): Promise<void>;
}

export function createPostgresNotifier(connection: PostgresConnection): PostgresNotifier {
  let underWay = 0;
  let isSending = false;
  let isOwed = false;

  async function notify(): Promise<void> {
    await connection.run(NOTIFY);
  }

  /** One at a time; what is owed meanwhile is sent by one more. A notification that is lost only lets readers find out later. */
  async function send(): Promise<void> {
    isOwed = true;
    if (isSending) return;
    isSending = true;
    while (isOwed) {
      isOwed = false;
      await notify().catch(() => undefined);
    }
    isSending = false;
  }

  return {
    async during(change) {
      const notifies = underWay === 0;
      underWay += 1;
      try {
        return await change(notifies);
      } finally {
        underWay -= 1;
        if (!notifies) void send();
      }
    },
    notify,
  };
}
