/** Makes a name from outside harmless wherever it is read: no markup, no line of its own, nothing that a mail program would turn into a link. S26 */

const longest = 60;
/** What stays beside letters, marks, digits and spaces. A dot stays only between digits, as in a version. */
const kept = /[^\p{L}\p{M}\p{N} ()_+,'’–.-]+/gu;

/** Returns the name on one line, at most 60 characters; '' where nothing is left. */
export function cleanName(name: string): string {
  const plain = name
    .slice(0, longest * 8)
    .normalize('NFC')
    .replace(kept, ' ')
    .replace(/(?<!\p{N})\.|\.(?!\p{N})/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
  return [...plain].slice(0, longest).join('').trim();
}

/** Returns an address in part: enough for its owner to know it by. */
export function partOfEmail({ localPart, domain }: { readonly localPart: string; readonly domain: string }): string {
  return `${localPart.slice(0, 1)}…@${domain}`;
}

/** Returns a text on one line, without control and direction characters: what may stand in a header. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
}
