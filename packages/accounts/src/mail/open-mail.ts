/** Mail by this machine's clock, timer and randomness. */
import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createMail, type Mail } from './create-mail.ts';
import { createPostman } from './create-postman.ts';
import type { ResolvedMail } from './resolve-mail-options.ts';
import { systemSleep } from './system-sleep.ts';

export interface MailMachine {
  readonly issuer: string;
  randomText(byteLength: number): string;
}

const fractions = 2 ** 32;

export function openMail({ send, onFailed, head }: ResolvedMail, { issuer, randomText }: MailMachine): Mail {
  const clock = { monotonicMs: () => performance.now() };
  const random = (): number => randomInt(fractions) / fractions;
  return createMail({ ...head, issuer }, createPostman({ send, clock, sleep: systemSleep, random, onFailed }), randomText);
}
