/** What attacks need of a browser: the application's page in it, a script that got into that page, and another page beside it. */
import type { Credential } from '../../../fleet/credential.ts';
import type { LabNode } from '../../../fleet/lab-node.ts';

/** Where the application is, as the browser sees it; its port is the node's. Every name below `localhost` leads to this machine. */
export const applicationHost = 'app.lab.localhost';

/** Where the page keeps the tokens that it was given: within a script's reach, or in a variable of its own. */
export type Keeping = 'localStorage' | 'global' | 'closure';

export interface LabBrowser {
  /** What was tried, for a sentence. */
  readonly what: string;
  /** Somebody whose browser knows nothing from before opens the page of a node, and signs in there. */
  visit(node: LabNode, keeps: Keeping): Promise<Visit>;
  close(): Promise<void>;
}

export interface Visit {
  readonly credential: Credential;
  /** A script in the page reads what it can name; returns the texts that might be credentials. */
  runScript(): Promise<readonly string[]>;
  /** A page of that origin, to which the browser goes on, submits a form to `/act` of the node. */
  submitFrom(origin: string): Promise<Submitted>;
  end(): Promise<void>;
}

export interface Submitted {
  /** Whether the browser attached a cookie. */
  readonly hadCookie: boolean;
  /** What the node answered. */
  readonly status: number;
}

/** What an injected script does: it reads storage, readable cookies and global variables, and sends home what is not the page's address. */
export const greedyScript = `[
  ...Object.values(localStorage),
  ...document.cookie.split('; '),
  ...Object.keys(window).map((name) => window[name]).filter((value) => typeof value === 'string'),
].filter((text) => !location.href.startsWith(text))`;
