/** Puts the console on the admin listener, with what it has beside the services of every page. */
import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import type { AdminServices } from '../admin/admin-operation.ts';
import type { HttpEnvironment, Services } from '../http/services.ts';
import { addScript, addStyle, type Assets } from '../pages/asset-routes.ts';
import { addConsole, type ExplainError } from './add-console.tsx';
import type { ConsoleServices } from './console-context.ts';
import { createEndings } from './endings/create-endings.ts';
import { createFleetReader } from './overview/fleet-reader.ts';
import type { OverviewHistory } from './live/overview-history.ts';
import { createSessionStreams } from './live/session-streams.ts';

export interface ConsoleParts {
  readonly services: Services;
  readonly assets: Assets;
  readonly history: OverviewHistory;
  /** What operations work on. */
  readonly administration: AdminServices;
}

/** Returns what answers an error on one of its pages. */
export function mountConsole(app: Hono<HttpEnvironment>, { services, administration, assets, history }: ConsoleParts): ExplainError {
  const { gemel } = services;
  const console: ConsoleServices = {
    ...services,
    auth: createNodeHttpAuth(gemel),
    assets,
    consoleAssets: { stylesheet: addStyle(app, 'console'), script: addScript(app, 'console') },
    history,
    readFleet: createFleetReader(gemel, administration.fleet),
    administration,
    endings: createEndings((byteLength) => randomBytes(byteLength).toString('base64url')),
    streams: createSessionStreams(),
  };
  return addConsole(app, console);
}
