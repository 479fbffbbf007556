/** `GET /admin/outbox` and `…/{id}`: the messages that would have been sent, in development without a mail server. */
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { KeptMail } from '../../outbox/create-outbox.ts';
import type { AdminOperation, NoInput } from '../admin-operation.ts';
import { timeField } from '../fields.ts';

export interface ShownMail {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly sentAt: number;
}

export interface MailList {
  readonly mails: readonly ShownMail[];
}

export interface WholeMail extends ShownMail {
  readonly text: string;
  readonly html: string | null;
}

const head = { id: z.string(), kind: z.string(), to: z.string(), subject: z.string(), sentAt: timeField };

function headOf({ message: { id, kind, to, subject }, sentAt }: KeptMail): ShownMail {
  return { id, kind, to, subject, sentAt };
}

export const listMails: AdminOperation<NoInput, MailList> = {
  name: 'outbox.list',
  method: 'GET',
  path: '/admin/outbox',
  scope: 'users:read',
  summary: 'Development alone: list the messages that would have been sent, the newest first, without their links',
  input: z.strictObject({}),
  answer: { kind: 'json', schema: z.object({ mails: z.array(z.object(head).meta({ id: 'Mail' })) }) },
  errors: ['not_found'],
  run: async ({ outbox }) => {
    if (outbox === undefined) throw new GemelError('not_found');
    return { mails: outbox.list().map(headOf) };
  },
};

export const showMail: AdminOperation<{ readonly id: string }, WholeMail> = {
  name: 'outbox.show',
  method: 'GET',
  path: '/admin/outbox/{id}',
  scope: 'users:write',
  summary: 'Development alone: show a message whole, with the links in it that sign in or set a password',
  input: z.strictObject({ id: z.string().min(1).max(64).describe('The message.') }),
  answer: { kind: 'json', schema: z.object({ ...head, text: z.string(), html: z.string().nullable() }) },
  errors: ['not_found'],
  run: async ({ outbox }, { id }) => {
    const mail = outbox?.find(id);
    if (mail === undefined) throw new GemelError('not_found');
    return { ...headOf(mail), text: mail.message.text, html: mail.message.html ?? null };
  },
};
