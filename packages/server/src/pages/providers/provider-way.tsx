/** Signing in by a provider elsewhere: there and back. */
import { providerCallbackPath } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { ownPath } from '../../http/own-path.ts';
import type { NoticeName } from '../../texts/notice-texts.ts';
import type { DoorCall, DoorRoutes, WayIn } from '../door/way-in.ts';
import { outcomeOf } from '../form-outcome.ts';
import { endOthersIfAsked } from '../account/end-others.tsx';
import { readFields, readVisitor } from '../page-context.ts';
import { journeyCookie } from './journey-cookie.ts';
import { linkedAlone } from './linked-alone.ts';
import { ProviderButtons } from './provider-buttons.tsx';
import { setOut } from './set-out.tsx';

export const providerWay: WayIn = { id: 'provider', draw: (call) => drawChoices(call), addRoutes };

/** Where links are shown. */
const security = '/account/security';

/** What the page of links says of an answer that came to nothing. */
const notices: Readonly<Partial<Record<string, NoticeName>>> = {
  provider_failed: 'provider-failed',
  provider_not_linked: 'provider-failed',
  provider_taken: 'provider-taken',
  provider_limit_reached: 'provider-limit',
};

function drawChoices({ services, texts, next }: DoorCall, fault?: string): JSX.Element | undefined {
  const { choices } = services.accounts.providers;
  return choices.length === 0 ? undefined : <ProviderButtons texts={texts} choices={choices} next={next} fault={fault} />;
}

function addRoutes({ app, services, handle, show, letIn }: DoorRoutes): void {
  const { providers } = services.accounts;
  if (providers.choices.length === 0) return;

  const refuse = (call: DoorCall, fault: { readonly message: string }, status: Parameters<typeof show>[2]): Response | Promise<Response> =>
    show(call, drawChoices(call, fault.message) ?? <></>, status);

  app.post(
    '/sign-in/with/:name{[a-z0-9-]+}',
    handle(async (call) => {
      const { context, texts, next } = call;
      await readFields(context, []);
      const begun = await outcomeOf(
        providers.beginSignIn({
          provider: nameIn(call),
          client: services.auth.clientFacts(context.env.incoming),
          isAgain: context.req.query('again') !== undefined,
          ...(next === undefined ? {} : { next }),
        }),
        { ...services, context, texts },
      );
      return begun.fault === undefined ? setOut(call, begun.value) : refuse(call, begun.fault, begun.status);
    }),
  );
  app.get('/sign-in/with/:name{[a-z0-9-]+}', (context) => context.redirect('/sign-in', 303));

  app.get(
    providerCallbackPath(':name{[a-z0-9-]+}'),
    handle(async (call) => {
      const { context, texts } = call;
      const secret = journeyCookie.read(context, services) ?? '';
      const visitor = await readVisitor(context, services);
      const client = services.auth.clientFacts(context.env.incoming);
      const asking = visitor === undefined ? {} : { asking: { subject: visitor.principal.subject, sid: visitor.principal.sid, client } };
      const query = new URL(context.req.url).searchParams;
      const finishing = providers.finish({ provider: nameIn(call), secret, query, client, ...asking });
      const finished = await outcomeOf(finishing, { ...services, context, texts });
      if (finished.fault !== undefined) {
        if (visitor === undefined) return refuse({ ...call, next: undefined }, finished.fault, finished.status);
        const code = await finishing.then(
          () => '',
          (error: unknown) => (error instanceof GemelError ? error.code : ''),
        );
        return context.redirect(`${security}?notice=${notices[code] ?? 'provider-failed'}`, 303);
      }
      // Once more a path of ours, or nothing: it has lain in a store (S29).
      const next = ownPath(finished.value.next, services.url);
      if (finished.value.kind === 'sign_in') return letIn({ ...call, next }, finished.value.result);
      journeyCookie.clear(context, services);
      // What the form of the link asked for has come along; from nowhere else does a journey of this kind get a place to go to.
      if (next === linkedAlone && visitor !== undefined) await endOthersIfAsked({ services, visitor }, 'on');
      return context.redirect(next ?? `${security}?notice=provider-linked`, 303);
    }),
  );
}

function nameIn({ context }: DoorCall): string {
  return context.req.param('name') ?? '';
}
