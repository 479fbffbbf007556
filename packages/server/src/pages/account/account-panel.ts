/** What a feature brings to the account: a panel that it draws, and the routes of the panel's forms. */
import type { ErrorRow, Seconds } from '@gemel/protocol';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { PageRoutes } from '../../http/page-routes.ts';
import type { NoticeName } from '../../texts/notice-texts.ts';
import type { Texts } from '../../texts/texts.ts';
import type { ScriptName } from '../asset-routes.ts';
import type { PageContext, PageServices, Visitor } from '../page-context.ts';

/** One request of a signed-in visitor. */
export interface AccountCall {
  readonly context: PageContext;
  readonly services: PageServices;
  readonly visitor: Visitor;
  readonly texts: Texts;
  /** Engine time. */
  readonly now: Seconds;
}

export interface AccountPanel {
  /** Also the anchor of the panel's heading. */
  readonly id: string;
  /** Draws the panel as it is when nothing was asked of it; undefined where it has nothing to offer. */
  readonly draw: (call: AccountCall) => Drawn | Promise<Drawn>;
  readonly addRoutes?: (routes: PanelRoutes) => void;
  /** What the panel's page may run for it. */
  readonly scripts?: readonly ScriptName[];
}

export type Drawn = JSX.Element | undefined;

/** What a panel's routes are made with. */
export interface PanelRoutes {
  readonly app: PageRoutes;
  readonly services: PageServices;
  /** The path of the page that the panel stands on. */
  readonly path: string;
  /** Makes a handler for signed-in visitors; anybody else is led to the door. */
  signedIn(act: (call: AccountCall) => Response | Promise<Response>): (context: PageContext) => Promise<Response>;
  /** Answers with the panel's page, and the panel drawn as given: with a fault beside a field, or with what is shown only once. */
  show(call: AccountCall, drawn: JSX.Element, status?: ErrorRow['status'] | 200): Promise<Response>;
  /** Answers that a form has done its work: 303 to the panel's page, with a notice. */
  done(call: AccountCall, notice: NoticeName): Response;
}
