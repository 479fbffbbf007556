/** The test application on Koa 3. */
import { createServer } from 'node:http';
import Koa, { type Context, type Middleware } from 'koa';
import { createKoaAuth } from '../../src/adapters/koa/index.ts';
import { GemelError } from '../../src/index.ts';
import { problemAnswer } from '../../src/endpoints/index.ts';
import { guardedRoutes, PAGE_ROUTE } from './guarded-routes.ts';
import type { Serve } from './host.ts';
import { listen } from './listen.ts';
import { PARSER } from './serve-express.ts';

const serve =
  (parsers: readonly Middleware[]): Serve =>
  async (gemel, options) => {
    const auth = createKoaAuth(gemel, options);
    const pages = createKoaAuth(gemel, {
      onRefused(_error, ctx: Context) {
        ctx.redirect('/sign-in');
        ctx.status = 303;
      },
    });
    const app = new Koa();
    app.use(async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        if (error instanceof SyntaxError) {
          ctx.status = 400;
          ctx.body = { code: PARSER };
          return;
        }
        if (!(error instanceof GemelError)) throw error;
        const problem = problemAnswer(error);
        ctx.status = problem.status;
        for (const [name, value] of problem.headers) ctx.set(name, value);
        ctx.body = await problem.text();
      }
    });
    for (const parser of parsers) app.use(parser);
    app.use(auth.endpoints());

    const route = (path: string, handler: Middleware): unknown => app.use((ctx, next) => (ctx.path === path ? handler(ctx, next) : next()));
    const guarded = (path: string, guard: Middleware, handler: Middleware): unknown =>
      route(path, (ctx, next) => guard(ctx, async () => handler(ctx, next)));
    const principal: Middleware = (ctx) => {
      ctx.body = ctx.state.principal;
    };
    for (const [path, requirement] of Object.entries(guardedRoutes)) guarded(path, auth.require(requirement), principal);
    guarded(PAGE_ROUTE, pages.require(), principal);
    route('/whoami', async (ctx) => {
      const result = await auth.authenticate(ctx);
      ctx.body = { ...result, error: result.status === 'refused' ? result.error.code : undefined };
    });
    route('/sign-in', async (ctx) => {
      ctx.body = await auth.startSession(ctx, { subject: 'ada' });
    });
    route('/sign-in-by-token', async (ctx) => {
      ctx.body = await auth.startSession(ctx, { subject: 'ada', mode: 'token', jkt: await auth.proofKeyOf(ctx) });
    });
    route('/sign-out-here', async (ctx) => {
      await auth.endSession(ctx);
      ctx.body = {};
    });
    guarded('/step-up', auth.require(), async (ctx) => {
      auth.setCookie(ctx, await gemel.stepUp(ctx.state.principal.sid, { amr: ['otp'] }));
      ctx.body = {};
    });
    app.use((ctx) => {
      ctx.status = 418;
      ctx.body = null;
      ctx.status = 418;
    });
    return listen(createServer(app.callback()));
  };

/** As Koa's body parsers do it: the body is read before the endpoints see it, and what was made of it lies in `ctx.request.body`. */
const parser: Middleware = async (ctx, next) => {
  const isJson = ctx.is('application/json') !== false;
  if (isJson || ctx.is('application/x-www-form-urlencoded')) {
    const parts: Buffer[] = [];
    for await (const part of ctx.req) parts.push(part);
    const text = Buffer.concat(parts).toString();
    Reflect.set(ctx.request, 'body', isJson && text !== '' ? JSON.parse(text) : fields(text));
  }
  await next();
};

function fields(text: string): object {
  const parameters = new URLSearchParams(text);
  return Object.fromEntries([...parameters.keys()].map((name) => [name, valueOf(parameters.getAll(name))]));
}

function valueOf(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : values;
}

export const serveKoa: Serve = serve([]);
export const serveKoaWithParser: Serve = serve([parser]);
