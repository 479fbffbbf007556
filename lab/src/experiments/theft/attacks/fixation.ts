/** The thief knows the session before it becomes somebody's. */
import { type Attack, possible, stopped } from '../attack.ts';

export const fixation: Attack = {
  id: 'fixation',
  title: 'Session fixation',
  what: 'The thief plants a cookie of a session of their own in the browser of somebody who then signs in, and presents it afterwards.',
  concerns: 'cookie',
  async carryOut({ fleet }) {
    const planted = await fleet.node(0).signIn({ subject: 'mallory' });
    await fleet.node(0).signIn({ subject: 'victim' }, { headers: { cookie: planted.headers['cookie'] ?? '' } });
    const { status, body } = await fleet.node(1).ask(planted, { as: 'thief' });
    const became = JSON.stringify(body).includes('"victim"');
    if (status === 200 && became) return possible("the planted cookie now opens the victim's session");
    return stopped(status === 200 ? "it still opens the thief's own session alone" : `it opens nothing any more (${status})`);
  },
};
