/** For which site passkeys are made and shown, where that is not the URL alone: so that the sign-in may move to another subdomain. */
import type { Configuration, PasskeySiteSettings } from './configuration.ts';
import type { Take } from './create-take.ts';
import type { Parsed } from './parse-setting.ts';

export function takePasskeySite(take: Take): PasskeySiteSettings {
  return { domain: take('GEMEL_PASSKEY_DOMAIN', parseDomain), origins: take('GEMEL_PASSKEY_ORIGINS', parseOrigins) ?? [] };
}

/** Returns what does not go together, one line each. */
export function problemsOfSite({ url, passkeySite: { domain, origins } }: Pick<Configuration, 'url' | 'passkeySite'>): readonly string[] {
  const host = url === undefined ? 'localhost' : new URL(url).hostname;
  const site = domain ?? host;
  const outside = origins.find((origin) => /^https?:/.test(origin) && !isIn(new URL(origin).hostname, site));
  return [
    ...(domain === undefined || isIn(host, domain)
      ? []
      : [`GEMEL_PASSKEY_DOMAIN must be ${host}, the host of GEMEL_URL, or a domain that it lies in: correct it, or leave it out`]),
    ...(outside === undefined
      ? []
      : [`GEMEL_PASSKEY_ORIGINS has ${outside}, which does not lie in ${site}, so no browser would show a passkey there: remove it`]),
  ];
}

function isIn(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function parseDomain(text: string): Parsed<string> {
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  const isDomain =
    text === 'localhost' || (text.length <= 253 && new RegExp(`^(?:${label}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$`).test(text));
  return isDomain
    ? { value: text }
    : { problem: 'must be a domain in small letters, without scheme or port: write GEMEL_PASSKEY_DOMAIN=example.com' };
}

function parseOrigins(text: string): Parsed<readonly string[]> {
  const origins = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return origins.length > 0 && origins.every(isOrigin)
    ? { value: origins }
    : { problem: 'must list origins without a path: write GEMEL_PASSKEY_ORIGINS=https://app.example.com' };
}

function isOrigin(text: string): boolean {
  if (/^android:apk-key-hash:[A-Za-z0-9_-]{43}$/.test(text)) return true;
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}
