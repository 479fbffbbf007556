/** A session as the admin API shows it: no secret and no hash; a session's id opens nothing. */
import type { Session } from 'gemel';
import { z } from 'zod';
import { subjectField, timeField } from '../fields.ts';

const sidField = z.string().min(1).max(64);

export const sessionField: z.ZodString = sidField.describe('The session, by its `sid`.');

export const sessionSchema: z.ZodType<Session> = z
  .object({
    sid: sidField,
    subject: subjectField,
    mode: z.enum(['cookie', 'token', 'both']).describe('What it is held by.'),
    createdAt: timeField,
    lastSeenAt: timeField,
    expiresAt: timeField.describe('When it ends if nothing more happens.'),
    authentication: z.object({
      time: timeField.describe('When its subject proved who it is; 0 where somebody else acts in it.'),
      amr: z.array(z.string()),
      acr: z.string().exactOptional(),
    }),
    clientId: z.string(),
    client: z
      .object({ userAgent: z.string().exactOptional(), address: z.string().exactOptional(), label: z.string().exactOptional() })
      .describe('What was known of the device when it began.'),
    act: z
      .object({ sub: z.string(), sid: z.string() })
      .exactOptional()
      .describe('Who acts in it in the subject\u2019s place, and the session that it came of, with which it ends.'),
  })
  .meta({ id: 'Session' });
