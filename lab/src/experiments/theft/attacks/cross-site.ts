/** Another page lets the browser of somebody who is signed in send a request that changes something. */
import { type Attack, type Field, type AttackResult, possible, stopped } from '../attack.ts';

export const crossSite: Attack = {
  id: 'cross-site',
  title: 'Request from another site',
  what: 'A page at http://evil.example submits a form to the application, in a browser that is signed in there.',
  concerns: 'both',
  carryOut: (field) => submit(field, 'http://evil.example', 'cross-site'),
};

export const siblingSite: Attack = {
  id: 'sibling-site',
  title: 'Request from a sibling of the site',
  what: 'The same from another host of the same site (somebody took over an old subdomain): SameSite does not hold the cookie back.',
  concerns: 'both',
  carryOut: (field) => submit(field, 'http://old.lab.localhost', 'same-site'),
};

async function submit({ fleet, browser }: Field, origin: string, fetchSite: string): Promise<AttackResult> {
  const visit = await browser.visit(fleet.node(0), 'closure');
  const { hadCookie, status } = await visit.submitFrom(origin);
  await visit.end();
  const { credential } = visit;
  if (isDone(status)) return possible(`done (${status})`);
  if (credential.accessToken !== null) return stopped(`a browser attaches no token by itself (${status})`);
  if (hadCookie) return stopped(`the server refuses: ${status}`);
  // What would have been, had the browser attached it: an older one, or one that is told otherwise.
  const headers = { origin, 'sec-fetch-site': fetchSite, 'sec-fetch-mode': 'navigate' };
  const otherwise = await fleet.node(0).ask(credential, { method: 'POST', path: '/act', body: {}, headers, as: 'thief' });
  const server = isDone(otherwise.status) ? '; the server itself would have done it' : `, and the server refuses (${otherwise.status})`;
  return stopped(`SameSite holds the cookie back${server}`);
}

function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}
