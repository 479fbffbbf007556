/** What every adapter does alike when a session begins or ends in answer to a request. */
import { GemelError } from '@gemel/protocol';
import { beginSession, cookieOf, createClientFacts, endOwnSession } from '../endpoints/index.ts';
import { type ClientFacts, formatClearedCookie, type Gemel, type RequestFacts, type StartedSession, type StartSession } from '../index.ts';

/** Where the headers of the answer go. */
export interface AnswerHeaders {
  readonly isSent: boolean;
  set(name: string, value: string): unknown;
  append(name: string, value: string): unknown;
}

export interface SessionCalls {
  /** Starts a session and sets its cookie. @throws GemelError `internal` where the answer has been sent; as `Gemel.startSession` */
  start(facts: RequestFacts, remoteAddress: string | undefined, start: StartSession, answer: AnswerHeaders): Promise<StartedSession>;
  /** Ends the request's own session and clears its cookie. @throws GemelError where it could not be ended, or the request is refused */
  end(facts: RequestFacts, answer: AnswerHeaders): Promise<void>;
  setCookie(started: StartedSession, answer: AnswerHeaders): void;
  clientFacts(facts: RequestFacts, remoteAddress: string | undefined): ClientFacts;
}

export function createSessionCalls(gemel: Gemel): SessionCalls {
  const clientFacts = createClientFacts(gemel);

  const setCookie = (started: StartedSession, answer: AnswerHeaders): void => {
    const cookie = cookieOf(gemel, started);
    answer.set('cache-control', 'no-store');
    if (cookie !== undefined) answer.append('set-cookie', cookie);
  };

  return {
    async start(facts, remoteAddress, start, answer) {
      checkUnsent(answer);
      const started = await beginSession(gemel, facts, clientFacts(facts, remoteAddress), start);
      setCookie(started, answer);
      return started;
    },
    async end(facts, answer) {
      checkUnsent(answer);
      const { mustClearCookie } = await endOwnSession(gemel, facts);
      answer.set('cache-control', 'no-store');
      if (mustClearCookie) answer.append('set-cookie', formatClearedCookie(gemel.options.cookie));
    },
    setCookie,
    clientFacts,
  };
}

/** A session whose cookie can no longer be sent would be lost to everybody. */
function checkUnsent({ isSent }: AnswerHeaders): void {
  if (isSent) throw new GemelError('internal', 'startSession and endSession set a cookie: call them before the answer is written');
}
