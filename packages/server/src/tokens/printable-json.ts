/** JSON for a terminal: whatever somebody put into a token, it moves no cursor and turns no text around. */

/** What is no visible character: control, format and unassigned ones, lone surrogates among them. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Returns the value as JSON on one line, with every invisible character escaped. */
export function printableJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replaceAll(invisible, escapeUnits);
}

/** Outside of strings JSON written on one line has only visible characters, so an escape always stands in a string. */
function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}
