/** The providers that a visitor can show again who it is with. */
import type { ProviderChoice } from '@gemel/accounts';
import type { PageServices, Visitor } from '../page-context.ts';

/** Those that its account is linked with, and that are configured. */
export async function linkedChoices({
  services,
  visitor,
}: {
  readonly services: PageServices;
  readonly visitor: Visitor;
}): Promise<readonly ProviderChoice[]> {
  const { choices, linked } = services.accounts.providers;
  if (choices.length === 0) return [];
  const links = new Set((await linked(visitor.principal.subject)).map(({ provider }) => provider));
  return choices.filter(({ name }) => links.has(name));
}
