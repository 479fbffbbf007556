/** Whether the process lives and should be given work; and what browsers report. */
import { z } from 'zod';
import { POLICY_REPORT_PATH } from '../../http/security-headers.ts';
import { answered } from './answer-schemas.ts';
import type { PublicOperation } from './public-operation.ts';

const readiness = z
  .object({
    status: z.enum(['ready', 'failing', 'stopping']),
    components: z.record(z.string(), z.looseObject({ status: z.string() })),
  })
  .meta({ id: 'Readiness' });

/** Answered by both listeners. */
export const healthPaths: readonly string[] = ['/livez', '/readyz'];

export const healthOperations: readonly PublicOperation[] = [
  {
    ...{ method: 'GET', path: '/livez', summary: 'Say that the process lives', proof: 'none' },
    answers: answered('It lives.', z.object({ status: z.literal('alive') })),
    errors: [],
  },
  {
    ...{ method: 'GET', path: '/readyz', summary: 'Say whether it should be given work', proof: 'none' },
    answers: [
      { status: 200, what: 'It should.', schema: readiness },
      { status: 503, what: 'It should not.', schema: readiness },
    ],
    errors: [],
  },
  {
    ...{ method: 'POST', path: POLICY_REPORT_PATH, summary: "Report a violation of the pages' policy, as browsers do", proof: 'none' },
    body: z.looseObject({ 'csp-report': z.looseObject({}) }),
    answers: [{ status: 204, what: 'It was taken.' }],
    errors: ['cross_site_refused'],
  },
];
