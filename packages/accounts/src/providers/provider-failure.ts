/** What it means that a provider's answer was not accepted: for the caller one refusal, for the log a reason, and no token in either. */
import { GemelError } from '@gemel/protocol';

const errorCode = /^[A-Za-z_]{1,64}$/;

/** Returns `provider_unavailable` where the provider did not answer, however deep that lies, and `provider_failed` for everything else. */
export function providerFailure(error: unknown): GemelError {
  for (let one: unknown = error; one instanceof Error; one = one.cause) if (one instanceof GemelError) return one;
  return new GemelError('provider_failed', { text: typeof error === 'string' ? error : textOf(error), reason: 'provider_refused' });
}

/** The library's own words, and the provider's code; its descriptions and the claims that were judged are left out. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the answer cannot be read';
  const codes: readonly unknown[] = [Reflect.get(error, 'error'), Reflect.get(error, 'code')];
  const told = codes.filter((code): code is string => typeof code === 'string' && errorCode.test(code));
  return [error.message.slice(0, 200), ...told].join('; ');
}
