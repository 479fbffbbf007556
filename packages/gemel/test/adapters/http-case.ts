/** One named case of the HTTP suite; every adapter runs every case. */
import type { Host } from './host.ts';

export interface HttpCase {
  readonly title: string;
  /** Which of the hosts it runs on; `open` has an allowed origin and trusts the loopback proxy, `closed` has clients and a feed for them alone. */
  readonly on?: 'plain' | 'open' | 'closed';
  run(host: Host): Promise<void>;
}
