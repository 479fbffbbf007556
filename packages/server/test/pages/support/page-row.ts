/** One page that a person can meet, and how to get there. */
import type { PageWalk } from './page-walk.ts';

export interface PageRow {
  /** In the names of pictures. */
  readonly name: string;
  /** `somebody` has an account, is signed in in this browser, and by a program elsewhere; `administrator` is signed in at the console, where the path is. */
  readonly who: 'nobody' | 'somebody' | 'administrator';
  readonly path: string;
  /** True for a page of the admin listener that needs nobody. */
  readonly isOfConsole?: boolean;
  /** Settings of the server, where the page is only there with them. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is done there, where the page only comes of it. */
  readonly act?: (walk: PageWalk) => Promise<void>;
  /** Bytes that it may weigh where it is more than a page: 60 kB by default. */
  readonly mostBytes?: number;
  /** The status of the page in the end. Default: 200. */
  readonly status?: number;
}
