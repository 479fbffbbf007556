/** The same script, where the page keeps its token in memory. */
import { type Attack, possible, stopped } from '../attack.ts';
import { presentLoot } from './present-loot.ts';

export const scriptReadsMemory: Attack = {
  id: 'script-memory',
  title: 'Script in the page: token in memory',
  what: 'The same script, but the page keeps its token in a closure. (It can still ask the page to send requests while the page is open.)',
  concerns: 'token',
  async carryOut({ fleet, browser }) {
    const visit = await browser.visit(fleet.node(0), 'closure');
    const loot = await visit.runScript();
    await visit.end();
    if (await presentLoot(fleet.node(1), visit.credential, loot)) return possible('read beside it, and let in at B');
    return stopped('nothing to read; gone when the page is closed');
  },
};
