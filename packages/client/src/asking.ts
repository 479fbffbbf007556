/** Asks the issuer, once for everybody who wants to know at the same time. */
import { delay } from './delay.ts';
import type { Issuer } from './issuer.ts';
import type { Moment } from './moments.ts';
import type { Answer, SharedAnswer } from './shared-answer.ts';
import { hearingMs, type TakeTurn } from './turns.ts';

/**
 * Returns an answer to a question that was sent at `since` or later, from this tab or another.
 *
 * @param wasRefused true where the issuer has just refused the session: then a second refusal is the last.
 * @throws where there was no answer
 */
export type Ask = (since: Moment, wasRefused?: boolean) => Promise<Answer>;

export interface AskingParts {
  readonly issuer: Issuer;
  readonly shared: SharedAnswer;
  readonly takeTurn: TakeTurn;
  /** Tells the issuer first of a sign-out that it does not know of. */
  readonly tellOfSignOut: () => Promise<void>;
}

interface Question {
  since: Moment;
  wasRefused: boolean;
  isSent: boolean;
  readonly answer: Promise<Answer>;
}

/** A cookie may be on its way when its predecessor is refused. */
const secondThoughtMs = 150;

export function createAsking({ issuer, shared, takeTurn, tellOfSignOut }: AskingParts): Ask {
  let newest: Question | undefined;

  const send = async (wasRefused: boolean): Promise<Answer> => {
    await tellOfSignOut();
    if (!wasRefused) {
      const answer = await issuer.ask();
      if (!isSurprising(answer, shared.latest())) return answer;
    }
    await delay(secondThoughtMs);
    return issuer.ask();
  };

  const inTurn = async (question: Question, wishedMs: number): Promise<Answer> => {
    const isKnown = (): boolean => shared.latest().sentAt >= question.since;
    if (!isKnown() && Date.now() - wishedMs > hearingMs) await delay(hearingMs);
    question.isSent = true;
    if (!isKnown()) shared.give(await send(question.wasRefused));
    return shared.latest();
  };

  const put = (since: Moment): Question => {
    const before = newest?.answer.catch(() => undefined) ?? Promise.resolve();
    const question: Question = {
      since,
      wasRefused: false,
      isSent: false,
      answer: before.then(() => {
        const wishedMs = Date.now();
        return takeTurn(() => inTurn(question, wishedMs));
      }),
    };
    return question;
  };

  return (since, wasRefused = false) => {
    if (shared.latest().sentAt >= since) return Promise.resolve(shared.latest());
    if (newest === undefined || newest.isSent) newest = put(since);
    newest.since = Math.max(newest.since, since);
    newest.wasRefused ||= wasRefused;
    return newest.answer;
  };
}

/** A refusal is asked for twice: where there was a session, or where a cookie is there that is no good. */
function isSurprising({ state }: Answer, { state: before }: Answer): boolean {
  return state.status === 'signed-out' && (state.reason === 'ended' || before.status === 'signed-in');
}
