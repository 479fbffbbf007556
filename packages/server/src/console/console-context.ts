/** What the console's pages are made with: the services of every page, what only this listener has, and who asks. */
import type { Seconds } from '@gemel/protocol';
import type { AdminServices } from '../admin/admin-operation.ts';
import { type PageContext, type PageServices, textsFor } from '../pages/page-context.ts';
import type { ScriptName } from '../pages/asset-routes.ts';
import type { Texts } from '../texts/texts.ts';
import type { Endings } from './endings/create-endings.ts';
import type { ConsoleFrame } from './frame/console-layout.tsx';
import type { OverviewHistory } from './live/overview-history.ts';
import type { SessionStreams } from './live/session-streams.ts';
import type { FleetFacts } from './overview/overview-facts.ts';
import type { ConsoleVisitor } from './read-administrator.ts';

export interface ConsoleServices extends PageServices {
  readonly history: OverviewHistory;
  /** Asks the store; a short while old at most. */
  readonly readFleet: () => Promise<FleetFacts>;
  /** What operations work on. */
  readonly administration: AdminServices;
  /** Ends that were asked for and are being heard of. */
  readonly endings: Endings;
  /** Of the pages that are open. */
  readonly streams: SessionStreams;
  readonly consoleAssets: { readonly stylesheet: string; readonly script: string };
}

/** One request of somebody who is signed in at the console, and may be there. */
export interface ConsoleCall {
  readonly context: PageContext;
  readonly services: ConsoleServices;
  readonly visitor: ConsoleVisitor;
  readonly texts: Texts;
  /** Engine time. */
  readonly now: Seconds;
}

export interface ConsoleFrameOptions {
  readonly visitor?: ConsoleVisitor;
  /** Beside the console's own, which every page of a signed-in administrator runs. */
  readonly scripts?: readonly ScriptName[];
  /** What the page's stream sends beside the end of the session: a query, such as `charts=on`. */
  readonly live?: string;
}

export function consoleFrame(
  context: PageContext,
  services: ConsoleServices,
  { visitor, scripts = [], live = '' }: ConsoleFrameOptions = {},
): ConsoleFrame {
  const { assets, consoleAssets, administration } = services;
  const own = visitor === undefined ? [] : [consoleAssets.script];
  const paths = [...own, ...new Set(scripts.map((name) => assets.scripts[name]))];
  if (paths.length > 0) context.set('hasScript', true);
  return {
    stylesheets: [assets.stylesheet, consoleAssets.stylesheet],
    icon: assets.icon,
    scripts: paths,
    visitor,
    live: visitor === undefined ? undefined : `/console/live${live === '' ? '' : `?${live}`}`,
    hasOutbox: administration.outbox !== undefined,
    texts: textsFor(context),
  };
}
