/** Names a device so that its owner recognises it in a list. */
import bowser from 'bowser';

const longest = 512;

/** Returns words such as "Firefox on Windows", "curl", or undefined where the user agent says nothing. Never judged, only shown. */
export function deviceLabel(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined || userAgent.trim() === '') return undefined;
  const { browser, os, platform } = bowser.parse(userAgent.slice(0, longest));
  const device = platform.model ?? os.name;
  if (browser.name) return device ? `${browser.name} on ${device}` : browser.name;
  const product = /^[A-Za-z][A-Za-z0-9._-]{0,30}/.exec(userAgent)?.[0];
  return product ?? os.name;
}
