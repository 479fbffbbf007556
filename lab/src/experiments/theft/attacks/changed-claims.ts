/** The credential is changed by whoever holds it. */
import { readClaims } from '../../../fleet/credential.ts';
import { type Attack, possible, stopped } from '../attack.ts';
import { aggrandised, part } from '../forge-token.ts';

export const changedClaims: Attack = {
  id: 'changed-claims',
  title: 'Changed claims',
  what: 'The holder writes another subject and the role of an administrator into the token and leaves the signature as it was; or changes the cookie.',
  concerns: 'both',
  async carryOut({ fleet }) {
    const credential = await fleet.node(0).signIn();
    const { accessToken, headers } = credential;
    const forged = accessToken === null ? [{ cookie: changeOne(headers['cookie'] ?? '') }] : changeToken(accessToken);
    for (const presented of forged) {
      const { status, body } = await fleet.node(1).ask({ headers: presented }, { as: 'thief' });
      if (status === 200) return possible(`believed: ${JSON.stringify(body).slice(0, 60)}`);
    }
    return stopped(accessToken === null ? 'the changed cookie is refused' : 'the signature does not fit');
  },
};

function changeToken(token: string): readonly Readonly<Record<string, string>>[] {
  const [head = '', , signature = ''] = token.split('.');
  return [{ authorization: `Bearer ${head}.${part(aggrandised(readClaims(token) ?? {}))}.${signature}` }];
}

/** Another letter in the middle of the value: at its end some bits may mean nothing. */
function changeOne(cookie: string): string {
  const at = Math.floor((cookie.indexOf('=') + cookie.length) / 2);
  return `${cookie.slice(0, at)}${cookie[at] === 'A' ? 'B' : 'A'}${cookie.slice(at + 1)}`;
}
