/** Whether the browser can show the site's passkeys at the console: they belong to the issuer's host, and the console may be at another. */
import type { SecondFactor } from '@gemel/accounts';
import type { PageContext, PageServices } from '../../pages/page-context.ts';

export function withoutForeignPasskeys(
  context: PageContext,
  services: Pick<PageServices, 'url'>,
  factors: readonly SecondFactor[],
): readonly SecondFactor[] {
  const isHere = new URL(context.req.url).hostname === new URL(services.url).hostname;
  return isHere ? factors : factors.filter((factor) => factor !== 'passkey');
}
