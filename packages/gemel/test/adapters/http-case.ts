/** One named case of the HTTP suite; every adapter runs every case. */
import type { Host } from './host.ts';

export interface HttpCase {
  readonly title: string;
  /** Which of the two hosts it runs on; `open` has an allowed origin and trusts the loopback proxy. */
  readonly on?: 'plain' | 'open';
  run(host: Host): Promise<void>;
}
