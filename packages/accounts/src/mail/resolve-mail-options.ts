/** Fills in the defaults of mail, and notes what is wrong with its options. */
import { parseEmail } from '../email/parse-email.ts';
import { accountDefaults, type AccountsOptions, type SuspicionNotices } from '../options.ts';
import { oneLine } from './clean-name.ts';
import type { MailHead } from './compose-mail.ts';
import type { MailFailure } from './create-postman.ts';
import { englishMail } from './english-mail.ts';
import { mailSuspicions } from './mail-facts.ts';
import { isMailPath } from './mail-link.ts';
import { mailKinds, type SendMail } from './mail-message.ts';
import { defaultMailPages, type MailPages } from './mail-pages.ts';
import type { MailTexts } from './mail-texts.ts';

export interface ResolvedMail {
  readonly send: SendMail;
  readonly onFailed: (failure: MailFailure) => void;
  readonly requiresVerifiedEmail: boolean;
  readonly signInLinks: boolean;
  readonly notices: SuspicionNotices;
  readonly head: Omit<MailHead, 'issuer'>;
}

export type MailOptions = NonNullable<AccountsOptions['mail']>;

/** Undefined where no mail is wanted, or where something is wrong, which `problems` says then. */
export function resolveMailOptions(given: MailOptions | undefined, issuer: string, problems: string[]): ResolvedMail | undefined {
  // What is no object has been reported.
  if (typeof given !== 'object' || given === null) return undefined;
  const {
    send,
    from,
    onFailed = () => undefined,
    texts = englishMail,
    pages = {},
    requiresVerifiedEmail = accountDefaults.mail.requiresVerifiedEmail,
    signInLinks = accountDefaults.mail.signInLinks,
    notices = {},
  } = given;
  const service = given.service ?? hostOf(issuer);
  if (typeof send !== 'function') problems.push('mail.send is missing: write mail: { send: async (message) => { … } }, or leave mail out');
  if (from !== undefined && parseEmail(addressOf(from)) === undefined)
    problems.push("mail.from must be an address, with a name before it or none: write from: 'Orders <login@example.com>'");
  if (typeof service !== 'string' || service.trim() === '' || oneLine(service) !== service || service.length > 100)
    problems.push("mail.service must be one line of at most 100 characters: write service: 'Orders'");
  if (typeof onFailed !== 'function') problems.push('mail.onFailed must be a function: leave it out');
  if (typeof requiresVerifiedEmail !== 'boolean') problems.push('mail.requiresVerifiedEmail must be true or false: leave it out for false');
  if (typeof signInLinks !== 'boolean') problems.push('mail.signInLinks must be true or false: leave it out for false');
  const lacking = missingTexts(texts);
  if (lacking !== undefined) problems.push(`mail.texts lacks ${lacking}: begin with { ...englishMail, … }`);
  problems.push(...wrongNotices(notices), ...wrongPages(pages));
  const told = { ...accountDefaults.mail.notices, ...notices };
  return {
    send,
    onFailed,
    requiresVerifiedEmail,
    signInLinks,
    notices: told,
    head: { service, from, texts, pages: { ...defaultMailPages, ...pages } },
  };
}

function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}

/** What stands in angle brackets at the end, or all of it; '' where a name could break out of its header. */
function addressOf(from: unknown): string {
  if (typeof from !== 'string' || oneLine(from) !== from) return '';
  const [, named] = /^[^<>]*<([^<>]*)>$/.exec(from) ?? [];
  return named ?? from;
}

function missingTexts(texts: MailTexts): string | undefined {
  if (typeof texts !== 'object' || texts === null || typeof texts.letters !== 'object' || texts.letters === null) return 'its letters';
  const kind = mailKinds.find((one) => typeof texts.letters[one] !== 'function');
  if (kind !== undefined) return `the letter '${kind}'`;
  return (['validity', 'time', 'footer'] as const).find((name) => typeof texts[name] !== 'function');
}

function wrongNotices(notices: Partial<SuspicionNotices>): string[] {
  const kinds: readonly string[] = mailSuspicions;
  if (typeof notices !== 'object' || notices === null) return [`mail.notices must be an object: it takes ${kinds.join(', ')}`];
  return Object.entries(notices).flatMap(([name, isTold]: [string, unknown]) => {
    if (!kinds.includes(name)) return [`mail.notices.${name} is not a notice: the notices are ${kinds.join(', ')}`];
    return typeof isTold === 'boolean' ? [] : [`mail.notices.${name} must be true or false: leave it out for true`];
  });
}

function wrongPages(pages: Partial<MailPages>): string[] {
  const names = Object.keys(defaultMailPages);
  if (typeof pages !== 'object' || pages === null) return [`mail.pages must be an object: it takes ${names.join(', ')}`];
  return Object.entries(pages).flatMap(([name, path]: [string, unknown]) => {
    if (!names.includes(name)) return [`mail.pages.${name} is not a page: the pages are ${names.join(', ')}`];
    const isOptional = name === 'forgotPassword' || name === 'account';
    if (isMailPath(path) || (path === null && isOptional)) return [];
    return [`mail.pages.${name} must be a plain path below the issuer's URL: write '/verify-email'`];
  });
}
