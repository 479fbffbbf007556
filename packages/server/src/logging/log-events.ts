/** Writes what the engine reports to the log: which session, which code; never a credential. */
import { GemelError } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import type { Logger } from './create-logger.ts';

/** Returns a function that stops it. */
export function logEvents(gemel: Gemel, logger: Logger): () => void {
  const stops = [
    gemel.on('session.started', ({ sid, subject }) => logger.info({ sid, subject }, 'session.started')),
    gemel.on('session.revoked', ({ sid, subject, reason }) => logger.info({ sid, subject, reason }, 'session.revoked')),
    gemel.on('session.refreshed', ({ sid, rotation }) => logger.debug({ sid, rotation }, 'session.refreshed')),
    gemel.on('session.superseded', ({ sid, generation }) => logger.info({ sid, generation }, 'session.superseded')),
    gemel.on('refresh.reused', ({ sid, subject, presented, current }) =>
      logger.warn({ sid, subject, presented, current }, 'refresh.reused'),
    ),
    gemel.on('credential.refused', ({ code, sid }) => logger.info({ code, sid }, 'credential.refused')),
    gemel.on('key.rotated', ({ kid }) => logger.info({ kid }, 'key.rotated')),
    gemel.on('key.retired', ({ kid }) => logger.warn({ kid }, 'key.retired')),
    gemel.on('fault', ({ error, during }) => logger.error({ ...faultFacts(error), during }, 'fault')),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What a log may know of an error: codes and messages down its chain of causes, which by the rule of `GemelError` hold no credential. */
export function faultFacts(error: unknown): { readonly code: string; readonly cause?: string } {
  const code = error instanceof GemelError ? error.code : 'internal';
  const causes: string[] = [];
  for (
    let cause: unknown = error instanceof GemelError ? error.cause : error;
    cause instanceof Error && causes.length < 5;
    cause = cause.cause
  ) {
    causes.push(cause.message);
  }
  return causes.length === 0 ? { code } : { code, cause: causes.join(': ') };
}
