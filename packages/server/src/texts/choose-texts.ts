/** The languages that pages speak, and which of them a visitor wants. */
import { english } from './en/english.ts';
import type { Texts } from './texts.ts';

/** The first one serves whoever asks for none of them. */
export const languages: readonly [Texts, ...Texts[]] = [english];

const mostRanges = 20;

/** Returns the texts that `Accept-Language` asks for, by the lookup of RFC 4647, 3.4. */
export function chooseTexts(acceptLanguage: string | undefined, offered: readonly [Texts, ...Texts[]] = languages): Texts {
  if (offered.length === 1) return offered[0];
  const wanted = (acceptLanguage ?? '')
    .split(',', mostRanges)
    .map(parseRange)
    .filter(({ quality }) => quality > 0)
    .toSorted((left, right) => right.quality - left.quality);
  for (const { range } of wanted) {
    for (let prefix = range; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('-')))) {
      const found = offered.find(({ language }) => language.toLowerCase() === prefix);
      if (found !== undefined) return found;
    }
  }
  return offered[0];
}

/** @see RFC 9110, section 12.4.2 */
function parseRange(text: string): { readonly range: string; readonly quality: number } {
  const [range = '', ...parameters] = text
    .trim()
    .toLowerCase()
    .split(/\s*;\s*/);
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { range, quality: Number.isFinite(quality) ? quality : 0 };
}
