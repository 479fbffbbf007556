/** What sets the console's sessions apart: the client that they belong to, and how long they last. */
import type { Seconds } from '@gemel/protocol';

/** The client of every session that began at the console's own door. */
export const CONSOLE_CLIENT = 'gemel-console';

/** Shorter than people's sessions: whoever holds one can end everybody's. NIST SP 800-63B-4, section 2.2.3; ASVS 7.3.1, 7.3.2 */
export const consoleTimeouts: { readonly inactivity: Seconds; readonly overall: Seconds } = {
  inactivity: 30 * 60,
  overall: 8 * 3600,
};
