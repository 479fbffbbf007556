/** Lets requests under way come to their end, but not for ever. */
import type { Server } from 'node:http';

/** Stops accepting; resolves when the last connection is gone, or when `boundMs` has passed and the rest were cut. */
export function drain(server: Server, boundMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), boundMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
