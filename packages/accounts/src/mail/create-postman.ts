/** Sends mail behind the requests that cause it: a bounded outbox in memory, so that no answer's time tells whether a message was due. ASVS 6.3.8 */
import { type Clock, GemelError } from '@gemel/protocol';
import type { MailKind, MailMessage, SendMail } from './mail-message.ts';

/** Why a message was given up. */
export type MailFailureReason =
  /** Too many messages are waiting. */
  | 'outbox_full'
  /** It could not be written: a mistake in facts or texts. */
  | 'not_composed'
  /** Whoever sends said that it never will. */
  | 'refused'
  /** It was tried for as long as is tried. */
  | 'gave_up'
  /** The process ends. */
  | 'closed';

/** A message that nobody will get. Holds no address, no link and no text of a mail server. */
export interface MailFailure {
  readonly kind: MailKind;
  readonly reason: MailFailureReason;
  readonly attempts: number;
  /** What the last attempt failed with, such as `ECONNREFUSED` or `550`. */
  readonly code?: string;
}

export interface MailLoad {
  /** Messages in the outbox, those being sent included. */
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
}

/** A message that will be written when its turn comes. */
export interface PostedMail {
  readonly kind: MailKind;
  /** True for what an owner has to hear: it has room in the outbox that strangers cannot fill by what they ask for, and goes before that. */
  readonly isOwed?: boolean;
  /** Undefined: none is due after all. Asked again only where it rejects with a fault, such as a store that does not answer. */
  compose(): MailMessage | undefined | Promise<MailMessage | undefined>;
}

export interface PostmanLimits {
  /** Messages sent at once. */
  readonly concurrency: number;
  /** Messages in the outbox at most. */
  readonly maxWaiting: number;
  /** How many of these places are for what is owed alone. */
  readonly keptForOwed: number;
  /** Milliseconds that a message waits at least, so that the request which causes it is answered first. */
  readonly restMs: number;
  /** Milliseconds that one attempt may take. */
  readonly attemptMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Milliseconds after which no further attempt is begun. */
  readonly giveUpAfterMs: number;
  /** Milliseconds that `close` waits for what is in the outbox. */
  readonly closeWithinMs: number;
}

export const postmanLimits: PostmanLimits = {
  concurrency: 4,
  maxWaiting: 1000,
  keptForOwed: 250,
  restMs: 20,
  attemptMs: 30_000,
  firstRetryMs: 2000,
  longestRetryMs: 60_000,
  giveUpAfterMs: 600_000,
  closeWithinMs: 3000,
};

export interface PostmanParts {
  readonly send: SendMail;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Resolves after `ms`, or at once when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
  onFailed(failure: MailFailure): void;
}

export interface Postman {
  /** Takes a message without doing anything about it yet; never throws. */
  post(mail: PostedMail): void;
  load(): MailLoad;
  /** Tries once more what is in the outbox, within a bound, and reports the rest as `closed`. Safe to call again. */
  close(): Promise<void>;
}

interface Job {
  readonly mail: PostedMail;
  readonly postedMs: number;
  attempts: number;
  /** Once it is written: every attempt sends the same. */
  message?: MailMessage | undefined;
}

/** What went wrong with one attempt. */
interface Trouble {
  readonly error: unknown;
  /** The message could not even be written. */
  readonly isUnwritten?: true;
}

export function createPostman({ send, clock, sleep, random, onFailed }: PostmanParts, limits: PostmanLimits = postmanLimits): Postman {
  const closing = new AbortController();
  const never = new AbortController();
  /** Every message that is neither sent nor given up, wherever it is. */
  const open = new Set<Job>();
  const ready: Job[] = [];
  const counts = { sending: 0, sent: 0, failed: 0 };
  let whenEmpty: (() => void) | undefined;
  let closed: Promise<void> | undefined;

  const settle = (job: Job): boolean => {
    const wasOpen = open.delete(job);
    if (open.size === 0) whenEmpty?.();
    return wasOpen;
  };

  const fail = (job: Job, reason: MailFailureReason, error?: unknown): void => {
    settle(job);
    counts.failed++;
    const code = codeOf(error);
    tell({ kind: job.mail.kind, reason, attempts: job.attempts, ...(code === undefined ? {} : { code }) });
  };

  const tell = (failure: MailFailure): void => {
    try {
      onFailed(failure);
    } catch {
      // A listener that throws harms nobody but itself.
    }
  };

  const work = (): void => {
    while (counts.sending < limits.concurrency) {
      const job = ready.shift();
      if (job === undefined) return;
      if (!open.has(job)) continue;
      counts.sending++;
      void attempt(job).finally(() => {
        counts.sending--;
        work();
      });
    }
  };

  const later = async (job: Job, ms: number): Promise<void> => {
    await sleep(ms, closing.signal);
    // Behind what is owed as well, and has waited for longer.
    const place = job.mail.isOwed === true ? ready.findIndex(({ mail }) => mail.isOwed !== true) : -1;
    ready.splice(place === -1 ? ready.length : place, 0, job);
    work();
  };

  const attempt = async (job: Job): Promise<void> => {
    job.attempts++;
    const trouble = await outcomeOf(job);
    if (trouble === undefined) {
      if (settle(job) && job.message !== undefined) counts.sent++;
      return;
    }
    // Given up while it was being sent.
    if (!open.has(job)) return;
    const { error } = trouble;
    if (trouble.isUnwritten === true && !isFault(error)) return fail(job, 'not_composed');
    if (isPermanent(error)) return fail(job, 'refused', error);
    if (closing.signal.aborted) return fail(job, 'closed', error);
    const waitMs = Math.min(limits.longestRetryMs, limits.firstRetryMs * 2 ** (job.attempts - 1)) * (0.5 + random() / 2);
    if (clock.monotonicMs() + waitMs - job.postedMs > limits.giveUpAfterMs) return fail(job, 'gave_up', error);
    void later(job, waitMs);
  };

  const write = async (job: Job): Promise<Trouble | undefined> => {
    try {
      job.message ??= await job.mail.compose();
      return undefined;
    } catch (error) {
      return { error, isUnwritten: true };
    }
  };

  const deliver = async (job: Job): Promise<Trouble | undefined> => {
    const trouble = await write(job);
    if (trouble !== undefined || job.message === undefined) return trouble;
    try {
      await send(job.message);
      return undefined;
    } catch (error) {
      return { error };
    }
  };

  /** Returns what went wrong, or undefined. One that does not answer counts as wrong: it must not hold its place for ever. */
  const outcomeOf = async (job: Job): Promise<Trouble | undefined> => {
    const answered = new AbortController();
    const late = sleep(limits.attemptMs, answered.signal).then(() => ({ error: { code: 'ETIMEDOUT' } }));
    const trouble = await Promise.race([deliver(job), late]);
    answered.abort();
    return trouble;
  };

  return {
    post: (mail) => {
      const job: Job = { mail, postedMs: clock.monotonicMs(), attempts: 0 };
      const room = limits.maxWaiting - (mail.isOwed === true ? 0 : limits.keptForOwed);
      const reason = closed !== undefined ? 'closed' : open.size >= room ? 'outbox_full' : undefined;
      // Even the report waits: a log line would tell that something was due.
      if (reason !== undefined) void sleep(limits.restMs, never.signal).then(() => fail(job, reason));
      else {
        open.add(job);
        void later(job, limits.restMs);
      }
    },
    load: () => ({ waiting: open.size, sent: counts.sent, failed: counts.failed }),
    close: () => (closed ??= close()),
  };

  async function close(): Promise<void> {
    closing.abort();
    if (open.size > 0) {
      const emptied = new AbortController();
      await Promise.race([
        new Promise<void>((resolve) => {
          whenEmpty = resolve;
        }),
        sleep(limits.closeWithinMs, emptied.signal),
      ]);
      emptied.abort();
    }
    for (const job of [...open]) fail(job, 'closed');
  }
}

function isFault(error: unknown): boolean {
  return error instanceof GemelError && !error.isRefusal;
}

function isPermanent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, 'isPermanent') === true;
}

/** A short code, and nothing else of an error: a mail server's words hold the address. */
function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^[A-Za-z0-9_.]{1,32}$/.test(code) ? code : undefined;
}
