/** Members that inputs and answers of several operations have. */
import { z } from 'zod';

/** Rows of a page. */
export const mostRows = 200;

/** An account's id: as long as the engine takes one, since an import brings those of another system. */
export const longestSubject = 255;

export const subjectField: z.ZodString = z.string().min(1).max(longestSubject).describe('The account, by its subject.');

/** Written into the audit log as it stands; no control characters, and nothing that looks like a credential. */
export const reasonField: z.ZodString = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!.*gemel_[0-9a-f]{16}_)[^\p{C}]*$/u)
  .describe('Why; kept in the audit log.');

export const afterField: z.ZodString = z.string().min(1).max(600).describe('`next` of the page before.');

export const limitField: z.ZodInt = z.int().min(1).max(mostRows).describe(`Rows of the page; 50 by default, ${mostRows} at most.`);

export const timeField: z.ZodNumber = z.number().min(0).max(1e12).describe('Seconds since 1970, by the clock of the store.');

export const nextField: z.ZodNullable<z.ZodString> = z
  .string()
  .nullable()
  .describe('Goes into `after` for the page behind this one; null on the last.');

export const defaultRows = 50;

/** As `isGrantName` of the accounts has it. */
export const grantNameField: z.ZodString = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/)
  .describe('1 to 128 printable characters of ASCII, without spaces, quotes and backslashes.');
