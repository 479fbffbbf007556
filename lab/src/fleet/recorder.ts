/** Writes down what was said between clients, nodes and store, for the sequence diagrams; credentials are shortened before they are kept. */

export interface Exchange {
  /** Milliseconds since the recording began. */
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** What came back, where something was waited for. */
  readonly reply: string | null;
  readonly tookMs: number;
  readonly tone: 'plain' | 'good' | 'bad';
}

export interface Recorder {
  /** Forgotten while nothing is recorded. */
  note(exchange: Omit<Exchange, 'atMs' | 'tookMs'> & { readonly beganMs: number; readonly endedMs: number }): void;
  start(): void;
  /** Ends the recording; returns what was noted, in order of its beginning. */
  finish(): readonly Exchange[];
}

/** Milliseconds since 1970, finer than `Date.now`; the same in every process of this machine. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

export function createRecorder(): Recorder {
  let noted: Exchange[] = [];
  let beganMs: number | null = null;
  return {
    note({ beganMs: from, endedMs: to, ...rest }) {
      if (beganMs !== null && from >= beganMs) noted.push({ ...rest, atMs: from - beganMs, tookMs: to - from });
    },
    start() {
      noted = [];
      beganMs = nowMs();
    },
    finish() {
      beganMs = null;
      return noted.toSorted((left, right) => left.atMs - right.atMs);
    },
  };
}

/** The beginning and the end of a credential: enough to tell two apart, too little to use. */
export function shorten(credential: string): string {
  return credential.length <= 12 ? credential : `${credential.slice(0, 5)}…${credential.slice(-3)}`;
}
