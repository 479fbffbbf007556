/** Makes a finished message from facts and texts: one list of parts, written once as plain text and once as HTML. */
import { isIP } from 'node:net';
import type { Seconds } from '@gemel/protocol';
import { parseEmail } from '../email/parse-email.ts';
import { cleanName, oneLine, partOfEmail } from './clean-name.ts';
import type { MailFacts, MailFactor, MailSuspicion } from './mail-facts.ts';
import { mailLink } from './mail-link.ts';
import type { MailKind, MailMessage } from './mail-message.ts';
import { type MailPages, mailRoutes } from './mail-pages.ts';
import type { Letter, LetterFactsByKind, MailTexts } from './mail-texts.ts';
import { type MailPart, writeHtml, writeText } from './write-mail.ts';

/** What all messages of one service share. */
export interface MailHead {
  readonly issuer: string;
  readonly service: string;
  readonly from: string | undefined;
  readonly texts: MailTexts;
  readonly pages: MailPages;
}

/** What one message is about. */
export interface MailOrder<Kind extends MailKind = MailKind> {
  readonly id: string;
  readonly kind: Kind;
  readonly to: string;
  readonly facts: MailFacts[Kind];
}

/** Any kind's facts, each member where a kind has it. */
interface AnyFacts {
  readonly at: Seconds;
  readonly address?: string;
  readonly device?: string;
  readonly token?: string;
  readonly code?: string;
  readonly validFor?: Seconds;
  readonly newEmail?: string;
  readonly factor?: MailFactor;
  readonly name?: string;
  readonly left?: number;
  readonly provider?: string;
  readonly suspicion?: MailSuspicion;
}

/** Pure: the same order makes the same message. Throws where the address, the token or the code is not one. */
export function composeMail<Kind extends MailKind>(head: MailHead, order: MailOrder<Kind>): MailMessage {
  const to = parseEmail(order.to)?.email;
  if (to === undefined) throw new TypeError('The address of a message is not one.');
  const facts: AnyFacts = order.facts;
  const { texts, service } = head;
  const write: (facts: LetterFactsByKind[Kind]) => Letter = texts.letters[order.kind];
  const letter = write(letterFacts(facts, service));
  const parts: readonly MailPart[] = [
    ...letter.opening.map((text) => ({ text })),
    ...secretParts(head, order.kind, facts, letter),
    { rows: occasionRows(facts, texts) },
    { text: letter.notYou },
    ...helpParts(head, order.kind),
  ];
  const subject = oneLine(letter.subject);
  const document = { subject, parts, footer: texts.footer({ service }), language: texts.language, direction: texts.direction ?? 'ltr' };
  return {
    id: order.id,
    kind: order.kind,
    to,
    ...(head.from === undefined ? {} : { from: head.from }),
    subject,
    text: writeText(document),
    html: writeHtml(document),
  };
}

/** Cleaned, and every member there: a text of one kind asks for none that its kind lacks. */
function letterFacts(
  { newEmail, token, factor, name, left, provider, suspicion }: AnyFacts,
  service: string,
): LetterFactsByKind[MailKind] & AllLetterFacts {
  const address = parseEmail(newEmail ?? '');
  return {
    service,
    newEmail: address === undefined ? '…' : partOfEmail(address),
    canUndo: token !== undefined,
    factor: factor ?? 'password',
    name: cleanName(name ?? ''),
    left: left ?? 0,
    provider: cleanName(provider ?? ''),
    suspicion: suspicion ?? 'new-device',
  };
}

type AllLetterFacts = LetterFactsByKind['email-changed'] &
  LetterFactsByKind['factor-added'] &
  LetterFactsByKind['recovery-code-used'] &
  LetterFactsByKind['provider-linked'] &
  LetterFactsByKind['suspicious-sign-in'];

function secretParts({ issuer, pages, texts }: MailHead, kind: MailKind, facts: AnyFacts, letter: Letter): readonly MailPart[] {
  const { action, isOptional } = mailRoutes[kind];
  if (action === undefined || (isOptional === true && facts.token === undefined)) return [];
  if (facts.token === undefined || facts.validFor === undefined) throw new TypeError(`A message of kind ${kind} needs token and validFor.`);
  if (facts.code !== undefined && !/^[A-Za-z0-9-]{4,32}$/.test(facts.code)) throw new TypeError('The code of a message is not one.');
  return [
    { link: mailLink(issuer, pages[action], facts.token), label: letter.action ?? letter.subject },
    ...(facts.code === undefined ? [] : [{ code: facts.code, label: texts.code }]),
    { text: texts.validity(facts.validFor) },
  ];
}

function helpParts({ issuer, pages, texts }: MailHead, kind: MailKind): readonly MailPart[] {
  const { help } = mailRoutes[kind];
  const path = help === undefined ? null : pages[help];
  return help === undefined || path === null ? [] : [{ link: mailLink(issuer, path), label: texts.help[help] }];
}

function occasionRows({ at, address, device }: AnyFacts, { labels, time }: MailTexts): readonly (readonly [string, string])[] {
  const label = cleanName(device ?? '');
  return [
    [labels.at, time(at)],
    ...(address === undefined || isIP(address) === 0 ? [] : [[labels.address, address] as const]),
    ...(label === '' ? [] : [[labels.device, label] as const]),
  ];
}
