/** The frame of every program that the lab starts: takes its setup, says when it is ready, and answers the lab's questions. */

export type Answers = Readonly<Record<string, (value: unknown) => unknown>>;

/** What a program is once it has been set up. */
export interface Served {
  /** Said to the lab at once, such as a port. */
  readonly ready: object;
  /** By question. */
  readonly answers: Answers;
}

export interface Question {
  readonly id: number;
  readonly ask: string;
  readonly value: unknown;
}

/** What a program says: that it is ready, an answer, or something of its own accord. */
export type Said =
  | { readonly kind: 'ready'; readonly facts: object }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly failed?: string }
  | { readonly kind: 'tell'; readonly value: unknown };

/** Waits for the setup, builds the program, and ends when the lab hangs up. */
export function answerLab(build: (setup: unknown, tell: (value: unknown) => void) => Promise<Served>): void {
  process.on('disconnect', () => process.exit(0));
  process.once('message', (setup) => {
    void start(setup, build);
  });
}

async function start(setup: unknown, build: Parameters<typeof answerLab>[0]): Promise<void> {
  const { ready, answers } = await build(setup, (value) => say({ kind: 'tell', value }));
  process.on('message', (message) => {
    void answer(message as Question, answers); // every later message, by fleet/start-process.ts
  });
  say({ kind: 'ready', facts: ready });
}

async function answer({ id, ask, value }: Question, answers: Answers): Promise<void> {
  try {
    say({ kind: 'answer', id, value: await answers[ask]?.(value) });
  } catch (error) {
    say({ kind: 'answer', id, failed: String(error) });
  }
}

function say(said: Said): void {
  process.send?.(said);
}
