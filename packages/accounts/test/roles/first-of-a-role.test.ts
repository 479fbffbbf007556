/** Who becomes the first of a role where several links to it are redeemed at once, on three nodes of one database. S09 */
import { describe, expect, it } from 'vitest';
import { describeOnDatabases } from '../stores/describe-on-databases.ts';
import { openThreeNodes } from '../stores/three-nodes.ts';
import { present } from '../support.ts';

const role = 'keeper';
const rounds = 5;

describeOnDatabases((engine, openDatabase) => {
  describe(`links for the first of a role on ${engine}`, () => {
    it.each([
      [2, 1],
      [12, 1],
      [12, 4],
    ])('make one the first, where %i are redeemed at once, each of them %i times', async (links, times) => {
      const fleet = await openThreeNodes(await openDatabase(), { builtInRoles: { [role]: ['gemel:admin'] } });
      const nodes = fleet.map(({ accounts }) => accounts);
      const first = present(nodes[0]);
      const people = await Promise.all(
        Array.from({ length: links * times }, async (_, index) => (await first.addAccount(`person-${index}@example.com`)).subject),
      );
      for (let round = 0; round < rounds; round++) {
        const tokens = await Promise.all(
          Array.from({ length: links }, async () => (await first.invitations.issue(role, { isForTheFirst: true })).token),
        );
        const given = await Promise.all(
          people.map((subject, index) => present(nodes[index % nodes.length]).invitations.redeem(present(tokens[index % links]), subject)),
        );
        const winners = given.filter((account) => account !== undefined);
        expect(winners).toHaveLength(1);
        expect(await Promise.all(tokens.map((token) => first.invitations.look(token)))).not.toContain(true);
        // Nobody stands in the way of the next one.
        expect((await first.roles.unassign(present(winners[0]).subject, role))?.roles).toEqual([]);
      }
    });
  });
});
