/** What the world is told of a principal is a closed list. */
import type { Principal } from '@gemel/protocol';
import { expect, it } from 'vitest';
import { principalBody } from '../../src/endpoints/index.ts';

it('tells the members of a principal and nothing that was added to it', () => {
  const principal: Principal = {
    subject: 'ada',
    sid: 'A'.repeat(22),
    generation: 1,
    clientId: 'gemel',
    authentication: { time: 1, amr: [] },
    roles: [],
    permissions: [],
    claims: {},
  };
  const extended = { ...principal, secretHash: 'x', ended: new AbortController().signal };
  expect(principalBody(extended)).toEqual(principal);
});
