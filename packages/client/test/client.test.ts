/** The client in real tabs of a real browser, beside an issuer of two nodes and an API on another site. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { percentile } from '../../../test/faults/fleet/percentile.ts';
import { findChromium, launchChromium } from '../../server/test/support/chromium.ts';
import { type BrowserTabs, openBrowserTabs, type Tab } from './support/browser-tabs.ts';
import { type Origins, startOrigins } from './support/start-origins.ts';

const executable = findChromium();
const modes = ['cookie', 'token'] as const;

describe.skipIf(executable === undefined)('the client', { timeout: 90_000 }, () => {
  let browser: Browser;
  let origins: Origins;
  let tabs: BrowserTabs;

  beforeAll(async () => {
    browser = await launchChromium(executable ?? '');
    origins = await startOrigins();
  });
  afterAll(async () => {
    await browser.close();
    await origins.stop();
  });
  beforeEach(async () => {
    tabs = await openBrowserTabs(browser, origins);
    origins.arrived();
  });
  afterEach(async () => {
    origins.answerWith(() => undefined);
    await tabs.close();
  });

  const becomes = async (tab: Tab, status: string): Promise<void> => {
    await expect.poll(() => tab.state(), { interval: 10, timeout: 10_000 }).toBe(status);
  };
  const questions = (): number => origins.arrived().filter((line) => /session$|token$/.test(line)).length;

  describe.each(modes)('in mode %s', (mode) => {
    it('says who is signed in, asks an API for them, and says it where nobody is', async () => {
      const nobody = await tabs.open({ mode });
      await becomes(nobody, 'signed-out');
      expect(await nobody.reason()).toBe('none');
      expect(await nobody.call('/me')).toBe(401);
      const sid = await tabs.signIn();
      expect(await nobody.evaluate('client.check()')).toMatchObject({ status: 'signed-in', principal: { sid, subject: 'ada' } });
      const tab = await tabs.open({ mode, apis: [origins.api] });
      await becomes(tab, 'signed-in');
      expect(await tab.call('/me')).toBe(200);
      if (mode === 'token') expect(await tab.call(`${origins.api}/orders`, { method: 'POST', body: '{}' })).toBe(200);
    });

    it('F01, F20: asks one question at a time, and one for many of the tabs that want to know at once', async () => {
      await tabs.signIn();
      const all = await tabs.openMany(8, { mode });
      await Promise.all(all.map((tab) => becomes(tab, 'signed-in')));
      await Promise.all(
        all.map((tab) =>
          tab.evaluate('void (window.checked = new Promise((done) => new BroadcastChannel("go").onmessage = () => done(client.check())))'),
        ),
      );
      origins.countQuestions();
      const starter = await tabs.open({ mode });
      origins.arrived();
      await starter.evaluate('new BroadcastChannel("go").postMessage(0)');
      await Promise.all(all.map((tab) => tab.evaluate('checked')));
      expect(origins.mostQuestionsAtOnce()).toBe(1);
      // What was sent before a tab wished to know does not answer it; the next question does.
      expect(questions()).toBeLessThanOrEqual(4);
    });

    it('F20: wakes from a sleep of a night in twelve tabs without a herd: they ask nothing by themselves, and one question when all are used at once', async () => {
      await tabs.signIn();
      const all = await tabs.openMany(12, { mode, apis: [origins.api] });
      await Promise.all(all.map((tab) => becomes(tab, 'signed-in')));
      const url = mode === 'token' ? `${origins.api}/orders` : '/me';
      expect(new Set(await Promise.all(all.map((tab) => tab.call(url))))).toEqual(new Set([200]));
      await Promise.all(all.map((tab) => tab.setFrozen(true)));
      origins.arrived();
      origins.countQuestions();
      await Promise.all(all.map((tab) => tab.setFrozen(false)));
      const turn = '{ const now = Date.now; Date.now = () => now() + 8 * 3600 * 1000; }';
      await Promise.all(all.map((tab) => tab.evaluate(turn)));
      expect(questions(), 'nobody has looked at one').toBeLessThanOrEqual(1);
      expect(new Set(await Promise.all(all.map((tab) => tab.call(url))))).toEqual(new Set([200]));
      expect(questions()).toBeLessThanOrEqual(4);
      expect(origins.mostQuestionsAtOnce()).toBeLessThanOrEqual(1);
      expect(await Promise.all(all.map((tab) => tab.state()))).toEqual(all.map(() => 'signed-in'));
    });

    it('hears within a second, at the median, of a session that was ended on another node, in every tab', async () => {
      const lagsMs: number[] = [];
      await tabs.signIn();
      const all = await tabs.openMany(3, { mode });
      for (let round = 0; round < 3; round++) {
        const sid = await tabs.signIn();
        await all[0]?.evaluate('client.check()');
        await Promise.all(all.map((tab) => becomes(tab, 'signed-in')));
        await expect.poll(() => origins.waiting(), { interval: 10, timeout: 30_000 }).toBe(1);
        const endedMs = Date.now();
        await origins.otherNode.revokeSession(sid);
        await Promise.all(all.map((tab) => becomes(tab, 'signed-out')));
        for (const tab of all) {
          const last = (await tab.history()).at(-1);
          expect(last).toMatchObject({ status: 'signed-out', reason: 'ended' });
          lagsMs.push((last?.atMs ?? Infinity) - endedMs);
        }
      }
      expect(percentile(lagsMs, 50)).toBeLessThan(1000);
    });

    it('signs nobody out because of a 503, a 500, a proxy that refuses, an answer that is cut or a network that is not there', async () => {
      await tabs.signIn();
      const tab = await tabs.open({ mode });
      await becomes(tab, 'signed-in');
      for (const status of [500, 502, 503, 403, 404, 429]) {
        origins.answerWith(() => status);
        await tab.evaluate('client.check()');
      }
      origins.answerWith(() => undefined);
      for (const bytes of [0, 1, 12, 100, 300, 500]) {
        origins.network.cutAfter(() => bytes);
        await tab.evaluate('client.check()');
      }
      origins.network.cutAfter(undefined);
      await tabs.context.setOffline(true);
      await tab.evaluate('client.check()');
      await tabs.context.setOffline(false);
      await tab.evaluate('client.check()');
      expect((await tab.history()).filter(({ status }) => status !== 'signed-in')).toEqual([]);
      expect((await tab.evaluate<readonly string[]>('faults')).length).toBeGreaterThan(5);
    });

    it('asks twice before it believes that the session is over: the next cookie may have been on its way', async () => {
      await tabs.signIn();
      const tab = await tabs.open({ mode });
      await becomes(tab, 'signed-in');
      let refusals = 1;
      origins.answerWith((path) => (path !== 'api' && refusals-- > 0 ? 401 : undefined));
      expect(await tab.evaluate('client.check()')).toMatchObject({ status: 'signed-in' });
      expect((await tab.history()).some(({ status }) => status === 'signed-out')).toBe(false);
    });

    it('ASVS 14.3.1: signs out while the issuer cannot be reached, in every tab, and tells it later, from a page opened afterwards', async () => {
      const sid = await tabs.signIn();
      const [tab, other] = await tabs.openMany(2, { mode });
      if (tab === undefined || other === undefined) throw new Error('two tabs');
      await Promise.all([becomes(tab, 'signed-in'), becomes(other, 'signed-in')]);
      origins.answerWith(() => 503);
      expect(await tab.evaluate('client.signOut()')).toBe(false);
      await becomes(other, 'signed-out');
      expect([await tab.reason(), await other.reason()]).toEqual(['signed_out', 'signed_out']);
      expect(await tab.evaluate('client.accessToken()')).toBe(undefined);
      expect((await origins.gemel.listSessions('ada')).some((session) => session.sid === sid)).toBe(true);
      await tab.page.close();
      await other.page.close();
      origins.answerWith(() => undefined);
      const later = await tabs.open({ mode });
      await expect.poll(async () => (await origins.gemel.listSessions('ada')).some((session) => session.sid === sid)).toBe(false);
      expect((await later.history()).some(({ status }) => status === 'signed-in')).toBe(false);
    });

    it('says who is signed in although a sign-out of before cannot be told: what it names wants a proof to be ended', async () => {
      await tabs.signIn();
      const tab = await tabs.open({ mode });
      await becomes(tab, 'signed-in');
      origins.answerWith(() => 503);
      expect(await tab.evaluate('client.signOut()')).toBe(false);
      await tab.page.close();
      const sid = await tabs.signIn();
      origins.answerWith((path) => (path.startsWith('/auth/sessions/') ? 401 : undefined), 'authentication_too_old');
      const later = await tabs.open({ mode });
      await becomes(later, 'signed-in');
      expect((await later.history()).at(-1)?.sid).toBe(sid);
      expect(await later.evaluate('localStorage.length')).toBe(0);
    });

    it('ASVS 14.3.3: leaves no credential where a script could read it later', async () => {
      await tabs.signIn();
      const tab = await tabs.open({ mode });
      await becomes(tab, 'signed-in');
      await tab.evaluate('client.signOut()');
      const kept = await tab.evaluate(
        'indexedDB.databases().then((d) => [d, { ...localStorage }, { ...sessionStorage }, document.cookie])',
      );
      expect(kept).toEqual([[], {}, {}, '']);
    });
  });

  it('sends a request again, with its body, whose token an API has refused, and does not go on for ever', async () => {
    await tabs.signIn();
    const tab = await tabs.open({ mode: 'token', apis: [origins.api] });
    await becomes(tab, 'signed-in');
    origins.arrived();
    let refusals = 1;
    origins.answerWith((path) => (path === 'api' && refusals-- > 0 ? 401 : undefined));
    expect(await tab.call(`${origins.api}/orders`, { method: 'POST', body: '{}' })).toBe(200);
    expect(origins.arrived()).toEqual(['api', 'POST /oauth/token', 'api']);
    origins.answerWith((path) => (path === 'api' ? 401 : undefined));
    for (let time = 0; time < 5; time++) expect(await tab.call(`${origins.api}/orders`)).toBe(401);
    expect(questions()).toBe(1);
    expect(await tab.state()).toBe('signed-in');
  });

  it('sends nothing again as somebody else, who has signed in meanwhile in another window', async () => {
    await tabs.signIn('ada');
    const tab = await tabs.open({ mode: 'token', apis: [origins.api] });
    await becomes(tab, 'signed-in');
    const meant = await tab.evaluate('client.get().principal.subject');
    await tabs.signIn('mallory');
    origins.arrived();
    let refusals = 1;
    origins.answerWith((path) => (path === 'api' && refusals-- > 0 ? 401 : undefined));
    expect(await tab.call(`${origins.api}/orders`, { method: 'POST', body: '{"delete":"my account"}' })).toBe(401);
    expect(origins.arrived()).toEqual(['api', 'POST /oauth/token']);
    expect([meant, await tab.evaluate('client.get().principal.subject')]).toEqual(['ada', 'mallory']);
    // What is asked for from now on is asked for as whoever the page says is there.
    expect(await tab.call(`${origins.api}/orders`, { method: 'POST', body: '{}' })).toBe(200);
  });

  it('shows its token to the origins that are named, and to no other', async () => {
    await tabs.signIn();
    const tab = await tabs.open({ mode: 'token' });
    await becomes(tab, 'signed-in');
    expect(await tab.evaluate('client.accessToken()')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await tab.call(`${origins.api}/orders`)).toBe(401);
  });
});
