/** What is good once is good once on all nodes together, and whoever comes first comes once: three of them on one database. S09, S16 */
import { describe, expect, it } from 'vitest';
import { adasEmail } from '../a-world.ts';
import { describeOnDatabases, type OpenStores } from '../stores/describe-on-databases.ts';
import { openThreeNodes } from '../stores/three-nodes.ts';
import { codeOf, present } from '../support.ts';
import { anOidcProvider, arriveSignedIn, clientSecret, comeBack } from './a-provider-world.ts';
import { sign } from './sign-anew.ts';

async function aFleet(open: OpenStores) {
  const idp = await anOidcProvider();
  const example = { issuer: idp.issuer, clientId: 'gemel', clientSecret, trustsEmail: true };
  const nodes = await openThreeNodes(open, { providers: { example } });
  return { idp, nodes, first: present(nodes[0]) };
}

function describeRaces(engine: string, openFleet: () => ReturnType<typeof aFleet>): void {
  describe(`three nodes on ${engine}`, () => {
    it('take one answer once, of 64 at once', async () => {
      const { nodes, first } = await openFleet();
      const answer = await comeBack(await first.accounts.providers.beginSignIn({ provider: 'example' }), 'ada');
      const tries = Array.from({ length: 64 }, (_, index) => codeOf(present(nodes[index % 3]).accounts.providers.finish(answer), 'in'));
      const answers = await Promise.all(tries);
      expect(answers.filter((one) => one === 'in')).toHaveLength(1);
      expect(answers.filter((one) => one === 'provider_failed')).toHaveLength(63);
    });

    it('make one account of many first arrivals at once, and one link', async () => {
      const { nodes, first } = await openFleet();
      const answers = await Promise.all(
        Array.from({ length: 12 }, async () => comeBack(await first.accounts.providers.beginSignIn({ provider: 'example' }), 'ada')),
      );
      const arrivals = await Promise.all(answers.map((answer, index) => present(nodes[index % 3]).accounts.providers.finish(answer)));
      const subjects = arrivals.map((one) =>
        one.kind === 'sign_in' && one.result.status === 'signed_in' ? one.result.session.subject : '',
      );
      const account = present(await first.accounts.findByEmail(adasEmail));
      expect(new Set(subjects)).toEqual(new Set([account.subject]));
      expect(await first.accounts.providers.linked(account.subject)).toHaveLength(1);
    });

    it('hear of the end of a session elsewhere, and take a logout token once, of 64 at once', async () => {
      const { idp, nodes, first } = await openFleet();
      const sessions: Awaited<ReturnType<typeof arriveSignedIn>>[] = [];
      for (const node of nodes) sessions.push(await arriveSignedIn(node, 'ada'));
      const iat = Math.floor(first.gemel.engineTime()) + 1;
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
      const claims = { iss: idp.issuer, aud: 'gemel', iat, exp: iat + 60, jti: 'once', sub: 'ada', events };
      const token = await sign(idp, claims, { header: { typ: 'logout+jwt' } });
      const tries = Array.from({ length: 64 }, (_, index) =>
        codeOf(present(nodes[index % 3]).accounts.providers.endSessions('example', token), 'taken'),
      );
      const answers = await Promise.all(tries);
      expect(answers.filter((one) => one === 'taken')).toHaveLength(1);
      expect(await first.gemel.listSessions(present(sessions[0]).session.subject)).toEqual([]);
      const cookie = (one: (typeof sessions)[number]) => ({
        method: 'GET',
        header: (name: string) => (name === 'cookie' ? `__Host-Http-gemel=${one.sessionToken ?? ''}` : undefined),
      });
      for (const { gemel } of nodes)
        for (const one of sessions)
          await expect.poll(async () => (await gemel.authenticate(cookie(one))).status, { timeout: 6000 }).toBe('refused');
    });
  });
}

describeOnDatabases((engine, openDatabase) => describeRaces(engine, async () => aFleet(await openDatabase())));
