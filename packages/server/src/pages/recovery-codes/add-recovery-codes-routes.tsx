/** The forms that make recovery codes, and hand them out as a file. */
import { GemelError } from '@gemel/protocol';
import type { PanelRoutes } from '../account/account-panel.ts';
import { askingOf } from '../account/asking-of.ts';
import { endOthersField, endOthersIfAsked } from '../account/end-others.tsx';
import { readFields } from '../page-context.ts';
import { drawCodes } from './codes.tsx';

/** Ten codes and nothing else: what is sent back as a file is what this page has drawn. */
const spelling = /^[0-9A-Z]{6}(?:-[0-9A-Z]{6}){3}(?: [0-9A-Z]{6}(?:-[0-9A-Z]{6}){3}){9}$/;

export function addRecoveryCodesRoutes({ app, services, path, signedIn, show }: PanelRoutes): void {
  const own = '/account/recovery-codes';

  app.post(
    own,
    signedIn(async (call) => {
      const { [endOthersField]: endOthers } = await readFields(call.context, [endOthersField]);
      const codes = await services.accounts.recoveryCodes.renew(askingOf(call));
      await endOthersIfAsked(call, endOthers);
      return show(call, drawCodes(call, codes, path));
    }),
  );

  // The codes are nowhere but in the page that was sent; the page sends them back, and gets them as a file.
  app.post(
    `${own}/download`,
    signedIn(async ({ context, texts, visitor }) => {
      const { codes } = await readFields(context, ['codes']);
      if (!spelling.test(codes)) throw new GemelError('request_malformed', 'these are no recovery codes');
      context.header('content-type', 'text/plain; charset=utf-8');
      context.header('content-disposition', 'attachment; filename="recovery-codes.txt"');
      return context.body(texts.recoveryCodes.file(new URL(services.url).host, visitor.name, codes.split(' ')));
    }),
  );

  for (const form of [own, `${own}/download`]) app.get(form, (context) => context.redirect(path, 303));
}
