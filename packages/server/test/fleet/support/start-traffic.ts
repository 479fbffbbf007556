/** Honest clients that never stop: by cookie, by access token, refreshing; at every node in turn, as behind a load balancer. */
import { setTimeout } from 'node:timers/promises';

export interface TrafficReport {
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Whatever an honest client must never meet: a refusal of what it holds. */
  readonly refusals: readonly string[];
  readonly refreshes: number;
}

export interface Traffic {
  /** What happened until now. */
  report(): TrafficReport;
  /** Resolves when each client has refreshed once more, after this call. */
  everybodyRefreshed(): Promise<void>;
  /** From now on a refused access token is renewed, and counts as no refusal: a key was retired. */
  expectRetiredKey(): void;
  /** Ends it, asks once more for everything that each client holds, and returns what happened. */
  stop(): Promise<TrafficReport>;
}

export interface TrafficOptions {
  readonly urls: readonly string[];
  readonly clients: number;
}

interface Client {
  readonly cookie: string;
  accessToken: string;
  refreshToken: string;
  refreshes: number;
}

/** Milliseconds between two rounds of a client. */
const pauseMs = 50;
const attempts = 200;
const json = { 'content-type': 'application/json' };
const password = 'three lamps over water';

export async function startTraffic({ urls, clients: count }: TrafficOptions): Promise<Traffic> {
  const statuses = new Map<number, number>();
  const refusals: string[] = [];
  let turn = 0;
  let isRunning = true;
  let isKeyRetired = false;

  /** Asks one node, and the next where it cannot be reached or says 503, as a load balancer and a patient client do together. */
  async function ask(path: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const url = urls[turn++ % urls.length] ?? '';
      try {
        const response = await fetch(`${url}${path}`, init);
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        if (response.status !== 503 || attempt === attempts) return response;
        await response.body?.cancel();
      } catch (error) {
        if (attempt === attempts) throw error;
      }
      await setTimeout(pauseMs * Math.min(attempt, 4));
    }
  }

  const post = (path: string, body: unknown): Promise<Response> => ask(path, { method: 'POST', headers: json, body: JSON.stringify(body) });

  async function signIn(index: number): Promise<Client> {
    const person = { email: `person${index}@example.com`, password };
    await post('/auth/sign-up', person);
    const byCookie = await post('/auth/sign-in', person);
    const byToken = await post('/auth/sign-in', { ...person, mode: 'token' });
    const tokens = (await byToken.json()) as Readonly<Record<string, string>>;
    return {
      cookie: byCookie.headers.get('set-cookie')?.split(';')[0] ?? '',
      accessToken: tokens['access_token'] ?? '',
      refreshToken: tokens['refresh_token'] ?? '',
      refreshes: 0,
    };
  }

  async function refuse(what: string, response: Response): Promise<void> {
    refusals.push(`${what}: ${response.status} ${await response.text()}`);
  }

  async function refresh(client: Client): Promise<void> {
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: client.refreshToken });
    const response = await ask('/oauth/token', { method: 'POST', body });
    if (response.status !== 200) return refuse('refresh', response);
    const tokens = (await response.json()) as Readonly<Record<string, string>>;
    client.accessToken = tokens['access_token'] ?? '';
    client.refreshToken = tokens['refresh_token'] ?? '';
    client.refreshes += 1;
  }

  async function round(client: Client): Promise<void> {
    const byCookie = await ask('/auth/session', { headers: { cookie: client.cookie } });
    if (byCookie.status === 200) await byCookie.body?.cancel();
    else await refuse('cookie', byCookie);
    const byToken = await ask('/auth/session', { headers: { authorization: `Bearer ${client.accessToken}` } });
    if (byToken.status === 200) await byToken.body?.cancel();
    else if (byToken.status === 401 && isKeyRetired) await byToken.body?.cancel();
    else await refuse('access token', byToken);
    await refresh(client);
  }

  async function live(client: Client): Promise<void> {
    while (isRunning) {
      await round(client);
      await setTimeout(pauseMs);
    }
  }

  const clients = await Promise.all(Array.from({ length: count }, (_, index) => signIn(index)));
  const lives = Promise.all(clients.map(live));
  const report = (): TrafficReport => ({
    statuses: new Map(statuses),
    refusals: [...refusals],
    refreshes: clients.reduce((sum, { refreshes }) => sum + refreshes, 0),
  });
  return {
    report,
    async everybodyRefreshed() {
      const before = clients.map(({ refreshes }) => refreshes);
      while (clients.some(({ refreshes }, index) => refreshes < (before[index] ?? 0) + 2) && refusals.length === 0)
        await setTimeout(pauseMs);
    },
    expectRetiredKey() {
      isKeyRetired = true;
    },
    async stop() {
      isRunning = false;
      await lives;
      isKeyRetired = false;
      for (const client of clients) await round(client);
      return report();
    },
  };
}
