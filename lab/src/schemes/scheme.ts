/** What the lab calls a scheme: one way of keeping people signed in, built the way people build it. */

/** To add a scheme, write a node program (see `nodes/`) and one of these, and put it into `scheme-list.ts`. */
export interface Scheme {
  readonly id: string;
  /** Heading of its column. */
  readonly title: string;
  readonly credential: 'cookie' | 'token';
  /** One sentence: what it is made of, and what its nodes share. */
  readonly what: string;
  /** The node: its path below `src`, without ending; or the URL of a program. It is shown as the configuration that was measured. */
  readonly program: string | URL;
  /** Where its makers say how it is set up. */
  readonly documentation: string;
  /** For the program, where several schemes share it. */
  readonly options: Readonly<Record<string, string>>;
  /** True where it promises to refuse an ended session within `maxStaleness` on every node. */
  readonly hasBound: boolean;
  /** Whether a quick report tries it as well. */
  readonly isInQuickReport: boolean;
}
