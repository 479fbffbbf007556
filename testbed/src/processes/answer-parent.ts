/** The other end of `startProcess`, for the program that was started. */
import { writeSync } from 'node:fs';
import readline from 'node:readline';

export type Answers = Readonly<Record<string, (facts: never) => unknown>>;

const standardOutput = 1;

/** Answers each question by the function of its name; several may be under way. Keeps the process alive until its input closes. */
export function answerParent(answers: Answers): void {
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, question, facts } = JSON.parse(line) as { id: number; question: string; facts: never }; // written by start-process.ts
    const answer = answers[question];
    const work = async (): Promise<unknown> => {
      if (answer === undefined) throw new Error(`no answer to ${question}`);
      return answer(facts);
    };
    void work().then(
      (value) => print({ id, value: value ?? null }),
      (error: unknown) => print({ id, error: { message: String(error), code: Reflect.get(Object(error), 'code') } }),
    );
  });
}

/** Says something that was not asked for. */
export function tellParent(tell: string, facts: Readonly<Record<string, unknown>> = {}): void {
  print({ tell, ...facts });
}

/** At once, so that a process that is stopped or killed in the next moment has said it. */
function print(message: object): void {
  writeSync(standardOutput, `${JSON.stringify(message)}\n`);
}
