/** The test application on Express, of the major version given. */
import { createServer } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import express4 from 'express4';
import { createExpressAuth } from '../../src/adapters/express/index.ts';
import { GemelError } from '../../src/index.ts';
import { problemAnswer } from '../../src/endpoints/index.ts';
import { guardedRoutes, PAGE_ROUTE } from './guarded-routes.ts';
import type { Serve } from './host.ts';
import { listen } from './listen.ts';

type Framework = typeof express;
type Handler = (req: Request, res: Response) => unknown;

/** Express 4 does not wait for a handler's promise. */
const later =
  (handler: Handler): express.RequestHandler =>
  (req, res, next) =>
    void Promise.resolve(handler(req, res)).then(undefined, next);

const serve =
  (framework: Framework, parsers: readonly express.RequestHandler[]): Serve =>
  async (gemel, options) => {
    const auth = createExpressAuth(gemel, options);
    const pages = createExpressAuth(gemel, {
      onRefused(_error, _req, res: Response) {
        res.redirect(303, '/sign-in');
      },
    });
    const app = framework();
    for (const parser of parsers) app.use(parser);
    app.use(auth.endpoints());
    for (const [path, requirement] of Object.entries(guardedRoutes)) {
      app.all(path, auth.require(requirement), (req, res) => void res.json({ ...req.principal, subject: req.principal.subject }));
    }
    app.get(PAGE_ROUTE, pages.require(), (req, res) => void res.json(req.principal));
    const whoAmI: Handler = async (req, res) => {
      const result = await auth.authenticate(req);
      res.json({ ...result, error: result.status === 'refused' ? result.error.code : undefined });
    };
    const signIn: Handler = async (req, res) => res.json(await auth.startSession(req, res, { subject: 'ada' }));
    const signInByToken: Handler = async (req, res) =>
      res.json(await auth.startSession(req, res, { subject: 'ada', mode: 'token', jkt: await auth.proofKeyOf(req) }));
    const signOut: Handler = async (req, res) => {
      await auth.endSession(req, res);
      res.json({});
    };
    const stepUp: Handler = async (req, res) => {
      auth.setCookie(res, await gemel.stepUp(req.principal.sid, { amr: ['otp'] }));
      res.json({});
    };
    app.all('/whoami', later(whoAmI));
    app.all('/sign-in', later(signIn));
    app.all('/sign-in-by-token', later(signInByToken));
    app.post('/sign-out-here', later(signOut));
    app.post('/step-up', auth.require(), later(stepUp));
    app.use((_req, res) => void res.status(418).end());
    app.use(async (error: unknown, _req: Request, res: Response, next: NextFunction) => {
      if (isParserError(error)) return void res.status(error.status).json({ code: PARSER });
      if (!(error instanceof GemelError)) return next(error);
      const problem = problemAnswer(error);
      res.writeHead(problem.status, Object.fromEntries(problem.headers)).end(await problem.text());
    });
    return listen(createServer(app));
  };

/** The code with which the application answers what its own body parser did not take. */
export const PARSER = 'refused by the body parser';

function isParserError(error: unknown): error is { readonly status: number } {
  return typeof error === 'object' && error !== null && 'type' in error && 'status' in error && typeof error.status === 'number';
}

export const serveExpress: Serve = serve(express, []);
export const serveExpress4: Serve = serve(express4, []);

/** With the parsers that many applications put before everything else: they empty the body before the endpoints see it. */
export const serveExpressWithParsers: Serve = serve(express, [express.json({ strict: false }), express.urlencoded({ extended: true })]);
