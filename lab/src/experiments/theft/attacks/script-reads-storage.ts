/** A script in the page, and the credential where pages usually keep it. */
import { type Attack, possible, stopped } from '../attack.ts';
import { presentLoot } from './present-loot.ts';

export const scriptReadsStorage: Attack = {
  id: 'script-storage',
  title: 'Script in the page: token in localStorage, or cookie',
  what: 'A script that got into the page reads localStorage, document.cookie and what is global, and presents elsewhere what it found.',
  concerns: 'both',
  async carryOut({ fleet, browser }) {
    const visit = await browser.visit(fleet.node(0), 'localStorage');
    const loot = await visit.runScript();
    await visit.end();
    const { credential } = visit;
    if (loot.length === 0)
      return stopped(credential.accessToken === null ? 'the cookie is HttpOnly: the script reads nothing' : 'nothing to read');
    if (!(await presentLoot(fleet.node(1), credential, loot))) return stopped(`${loot.length} texts read, all refused at B`);
    const hasRefreshToken = credential.refreshToken !== null && loot.includes(credential.refreshToken);
    return possible(`read, and let in at B${hasRefreshToken ? ', with the refresh token' : ''}`);
  },
};
