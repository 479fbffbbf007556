/** The offer to end all other sessions, beside every change of a factor. ASVS 7.4.3 */
import { whoActs } from 'gemel';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { CheckBox } from '../parts/check-box.tsx';
import type { AccountCall } from './account-panel.ts';

/** The field that `endOthersIfAsked` reads. */
export const endOthersField = 'endOthers';

/** @param id unique on the page */
export function EndOthersChoice({ texts, id }: Pick<AccountCall, 'texts'> & { readonly id: string }): JSX.Element {
  return <CheckBox name={endOthersField} id={id} label={texts.sessions.endOthersToo} />;
}

export async function endOthersIfAsked({ services, visitor }: Pick<AccountCall, 'services' | 'visitor'>, value: string): Promise<void> {
  const { subject, sid } = visitor.principal;
  if (value === 'on') await services.gemel.revokeSubject(subject, { except: sid, reason: 'signed_out', by: whoActs(visitor.principal) });
}
