/** Text into HTML, safely. */

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The elements of a list, each made by `make`. */
export function each<T>(items: readonly T[], make: (item: T, index: number) => string): string {
  return items.map(make).join('');
}

export function paragraphs(texts: readonly string[]): string {
  return each(texts, (text) => `<p>${escapeText(text)}</p>`);
}
