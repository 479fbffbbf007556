/** When and from where something was asked, as a message tells it to the owner. */
import type { Seconds } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { MailOccasion } from './mail-facts.ts';

export function occasionOf(at: Seconds, client: ClientFacts = {}): MailOccasion {
  const device = client.label ?? deviceOf(client.userAgent ?? '');
  return { at, ...(client.address === undefined ? {} : { address: client.address }), ...(device === undefined ? {} : { device }) };
}

/** In this order, since each says that it is all of those after it. */
const browsers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Edg/, 'Edge'],
  [/OPR/, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];
const systems: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** Names a device roughly, so that a newer version of a browser is the same one; undefined where a user agent says nothing. */
export function deviceOf(userAgent: string): string | undefined {
  const named = (rows: typeof browsers): string | undefined => rows.find(([pattern]) => pattern.test(userAgent))?.[1];
  const names = [named(browsers), named(systems)].filter((name) => name !== undefined);
  return names.length > 0 ? names.join(' on ') : /^[A-Za-z][A-Za-z-]{0,30}/.exec(userAgent)?.[0];
}
