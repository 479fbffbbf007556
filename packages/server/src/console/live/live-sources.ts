/** What a page's stream carries beside the end of the session: as its query asks. */
import { isSid, NEVER } from '@gemel/protocol';
import type { ConsoleCall } from '../console-context.ts';
import { may } from '../acts/operate.ts';
import { endingFacts } from '../endings/ending-facts.ts';
import { overviewFacts } from '../overview/overview-facts.ts';
import type { EventStream } from './event-stream.ts';

export async function sendOverview({ services, texts }: ConsoleCall, stream: EventStream): Promise<void> {
  const { history, accounts } = services;
  const sources = { history, fleet: await services.readFleet(), hashing: accounts.hashing(), mail: accounts.mail() };
  stream.send('facts', overviewFacts({ ...sources, texts: texts.console.overview }));
}

/** Sends how far an end has come, whenever it goes on. Returns what stops it. */
export function sendEnding({ context, services, visitor, texts }: ConsoleCall, stream: EventStream): () => void {
  const asked = context.req.query('ending');
  if (asked === undefined) return () => undefined;
  const send = (id: string): void => {
    const ending = id === asked ? services.endings.find(asked, visitor.principal.sid) : undefined;
    if (ending !== undefined) stream.send('facts', endingFacts(ending, texts.console.ending));
  };
  send(asked);
  return services.endings.onChange(send);
}

/** Tells of the end of the sessions that a page shows, on whatever node. Returns what stops it. */
export function sendSessions(call: ConsoleCall, stream: EventStream): () => void {
  const { context, services } = call;
  const sids = (context.req.query('sessions') ?? '').split('.').filter(isSid).slice(0, mostSessions);
  if (sids.length === 0 || !may(call, 'sessions:read')) return () => undefined;
  const shown = new Set<string>(sids);
  const { view } = services.gemel.live;
  const tell = (sid: string): void => stream.send('session', { sid });
  // What ended while the page was on its way, or its stream was cut, no entry tells of any more.
  for (const sid of shown) if (view.floorOf(sid) === NEVER) tell(sid);
  return view.onEntry((entry) => {
    if (entry.kind === 'session' && entry.generation === NEVER && shown.has(entry.sid)) tell(entry.sid);
  });
}

/** As many as a page shows. */
const mostSessions = 50;
