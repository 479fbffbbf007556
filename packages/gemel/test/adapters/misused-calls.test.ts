/** What happens most often in the first hour: an `await` is forgotten, or a pair of brackets. The message says which. */
import { createServer } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExpressAuth } from '../../src/adapters/express/index.ts';
import { createFastifyAuth } from '../../src/adapters/fastify/index.ts';
import { createFetchAuth } from '../../src/adapters/fetch/index.ts';
import { createHonoAuth } from '../../src/adapters/hono/index.ts';
import { createKoaAuth } from '../../src/adapters/koa/index.ts';
import { createNodeHttpAuth } from '../../src/adapters/node-http/index.ts';
import { type Host, startHost } from './host.ts';
import { listen } from './listen.ts';

const makers = [createExpressAuth, createFastifyAuth, createFetchAuth, createHonoAuth, createKoaAuth, createNodeHttpAuth] as const;

let host: Host;
beforeAll(async () => {
  host = await startHost((gemel) => {
    const auth = createExpressAuth(gemel);
    const app = express();
    app.use('/endpoints', (...given) => Reflect.apply(auth.endpoints, auth, given));
    app.use('/guarded', (...given) => Reflect.apply(auth.require, auth, given));
    app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => void res.status(500).json({ handed: error.message }));
    return listen(createServer(app));
  });
});
afterAll(() => host.close());

describe.each(makers.map((make) => [make.name, make] as const))('%s', (_name, make) => {
  it('says that the promise of an engine is none yet', () => {
    const built = (): unknown => Reflect.apply(make, undefined, [Promise.resolve(host.gemel)]);
    expect(built).toThrow('gemel is a promise, since createGemel returns one: write const gemel = await createGemel({ … })');
    expect(() => Reflect.apply(make, undefined, [])).toThrow('gemel is missing: write const gemel = await createGemel({ … })');
  });

  it('says that endpoints() is called, where a framework calls it', () => {
    const { endpoints } = make(host.gemel);
    expect(() => Reflect.apply(endpoints, undefined, [{}, {}])).toThrow(
      'auth.endpoints: it is called first, and takes nothing: write auth.endpoints() where auth.endpoints stands',
    );
    expect(endpoints()).toBeTypeOf('function');
  });
});

describe('in the place of middleware of Express', () => {
  it('auth.endpoints without its brackets is answered, and hangs nowhere', async () => {
    expect((await host.call('GET', '/endpoints')).body['handed']).toMatch(/^auth\.endpoints: it is called first/);
  });

  it('auth.require without its brackets says so in one line', async () => {
    expect((await host.call('GET', '/guarded')).body['handed']).toMatch(/^requirement: it takes an object.*in the place of require\(\)$/);
  });
});
