/** The stream that keeps a page of the console live, and ends with the administrator's own session. */
import { scopesOf } from '../../admin/admin-scope.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { readConsolePrincipal, readConsoleVisitor } from '../read-administrator.ts';
import { requestFacts } from '../request-facts.ts';
import { openEventStream } from './event-stream.ts';
import { sendEnding, sendOverview, sendSessions } from './live-sources.ts';

export const liveRoutes: readonly ConsoleRoute[] = [
  {
    ...{ method: 'GET', path: '/console/live', summary: 'Keep a page of the console live', query: ['charts', 'ending'] },
    scope: undefined,
    answers: [{ type: 'text/event-stream', what: 'Events, until the session ends.' }],
    answer: answerLive,
  },
];

/** Ticks between two looks at the timeouts, which only the store knows. */
const ticksToTimeouts = 30;

function answerLive(call: ConsoleCall): Response {
  const { context, services, visitor } = call;
  const { ended, permissions } = visitor.principal;
  const scopesHere = scopesOf(permissions);
  const stream = openEventStream([context.req.raw.signal, services.stopping]);
  const end = (): void => {
    stream.send('ended', {});
    stream.close();
  };
  // At once, by the feed: whoever ends this session, on whatever node.
  ended.addEventListener('abort', end, { once: true });
  if (ended.aborted) end();

  services.streams.hold(visitor.principal.sid, stream);

  let ticks = 0;
  const tick = async (): Promise<void> => {
    ticks += 1;
    const isDue = ticks % ticksToTimeouts === 0;
    if (isDue && (await readConsoleVisitor(services, requestFacts(context, true))) === undefined) return end();
    const principal = await readConsolePrincipal(services.gemel, requestFacts(context, true));
    // The cookie that came is another one by now, as after a proof in another window: whoever has that one comes again with it.
    if (principal === undefined) return stream.close();
    const scopes = scopesOf(principal.permissions);
    // Grants that were taken away do not end a session; they end what it was shown by them.
    if (!scopesHere.every((scope) => scopes.includes(scope))) return end();
    stream.send('alive', {});
    if (context.req.query('charts') === 'on' && scopes.includes('fleet:read')) await sendOverview(call, stream);
  };
  const stopTicking = services.history.onSecond(() => void tick().catch(() => stream.close()));
  const stopEnding = sendEnding(call, stream);
  const stopSessions = sendSessions(call, stream);
  stream.onClose(() => {
    stopTicking();
    stopEnding();
    stopSessions();
    ended.removeEventListener('abort', end);
  });
  return stream.response;
}
