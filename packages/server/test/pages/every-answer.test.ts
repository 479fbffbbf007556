/** What holds for every answer and every script: nothing that another site could load, run or keep, and a way out on every page behind the sign-in. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess, type Visitor, visit } from '../support/in-process-server.ts';

const password = 'three lamps over water';
const scriptFolder = new URL('../../assets/scripts/', import.meta.url);

/** Documents that verifiers and programs elsewhere read, whoever asks. */
const forEverybody: readonly string[] = ['/.well-known/jwks.json', '/.well-known/oauth-authorization-server'];

let server: InProcessServer;
let ada: Visitor;
let sid = '';

beforeAll(async () => {
  server = await startInProcess();
  ada = visit(server.url);
  await ada.post('/sign-up', { email: 'ada@example.com', password });
  await ada.post('/sign-in', { email: 'ada@example.com', password });
  const answer = await fetch(`${server.url}/auth/session`, { headers: { cookie: ada.cookie() } });
  sid = ((await answer.json()) as { readonly sid: string }).sid;
});

afterAll(() => server.stop());

/** The paths that answer a GET, with the visitor's own session where one is named. */
function readable(): readonly string[] {
  const paths = server.routes.filter(({ method, path }) => method === 'GET' && !path.startsWith('/assets/')).map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(10);
  return paths.map((path) => path.replaceAll(/\{[^}]*\}/g, sid));
}

describe('an answer to whoever is signed in', () => {
  it('is no script, whatever is asked for: there is no JSONP, and no data in scripts (3.5.6, 3.5.7)', async () => {
    for (const path of readable()) {
      const response = await ada.get(`${path}?callback=steal&jsonp=steal`);
      expect(response.headers.get('content-type') ?? 'text/html', path).not.toMatch(/script|text\/plain/);
      expect(await response.text(), path).not.toMatch(/^\s*(?:\/\*.*\*\/)?\s*steal/);
    }
  });

  it('stays out of pages of other sites (3.5.8)', async () => {
    for (const path of readable()) {
      const { headers, body } = await ada.get(path);
      await body?.cancel();
      const policy = headers.get('cross-origin-resource-policy');
      expect(policy, path).toBe(forEverybody.includes(path) ? 'cross-origin' : 'same-origin');
    }
  });

  it('shows the way out, on every page that strangers are not shown (7.4.4)', async () => {
    const behind: string[] = [];
    for (const path of readable()) {
      const [theirs, hers] = [await visit(server.url).get(path), await ada.get(path)];
      const isPage = hers.status === 200 && hers.headers.get('content-type')?.startsWith('text/html') === true;
      const page = await hers.text();
      if (!isPage || theirs.status === 200) continue;
      behind.push(path);
      expect(page, path).toMatch(/<form [^>]*action="\/sign-out"[^>]*><button[^>]*>Sign out<\/button>/);
    }
    expect(behind).toEqual(expect.arrayContaining(['/account', '/account/security', '/account/activity', '/step-up']));
  });
});

describe('a script of ours', () => {
  const scripts = readdirSync(scriptFolder).map((name) => ({ name, text: readFileSync(new URL(name, scriptFolder), 'utf8') }));

  it('is the same for everybody (3.5.7)', async () => {
    const page = await (await ada.get('/account')).text();
    const paths = [...page.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const [theirs, hers] = [await (await visit(server.url).get(path)).text(), await (await ada.get(path)).text()];
      expect(hers).toBe(theirs);
      expect(scripts.map(({ text }) => text)).toContain(hers);
    }
  });

  it.each<readonly [string, RegExp]>([
    ['makes no markup of text (3.2.2)', /innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment|DOMParser/],
    ['makes no code of text (3.2.2)', /\beval\b|\bFunction\(|set(?:Timeout|Interval)\(\s*['"`]|javascript:/],
    [
      'takes no element for a variable of its own (3.2.3)',
      /\b(?:window|globalThis|self|document)(?:\[|\.(?!querySelector|getElementById|createElement|addEventListener|body\b|documentElement\b|hidden\b|activeElement\b)\w)/,
    ],
    ['listens to no other window (3.5.5)', /['"`]message['"`]|\bonmessage\b|\bpostMessage\b|BroadcastChannel/],
    ['keeps nothing in the browser (14.3.3)', /localStorage|sessionStorage|indexedDB|\bcaches\b|cookie|serviceWorker/],
  ])('%s', (_what, forbidden) => {
    expect(scripts.length).toBeGreaterThan(0);
    for (const { name, text } of scripts) expect(forbidden.exec(text)?.[0], name).toBeUndefined();
  });
});
