/** Writes the parts of a message twice, as plain text and as HTML; whatever is text stays text in both. S26 */

export type MailPart =
  | { readonly text: string }
  | { readonly link: string; readonly label: string }
  | { readonly code: string; readonly label: string }
  | { readonly rows: readonly (readonly [label: string, value: string])[] };

export interface MailDocument {
  readonly subject: string;
  readonly parts: readonly MailPart[];
  readonly footer: string;
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
}

/** Paragraphs between empty lines; links and codes on lines of their own. */
export function writeText({ parts, footer }: MailDocument): string {
  return `${[...parts.map(textOf), `-- \n${plain(footer)}`].join('\n\n')}\n`;
}

function textOf(part: MailPart): string {
  if ('rows' in part) return part.rows.map(([label, value]) => `${plain(label)}: ${plain(value)}`).join('\n');
  if ('link' in part) return `${plain(part.label)}:\n${part.link}`;
  if ('code' in part) return `${plain(part.label)}:\n${part.code}`;
  return plain(part.text);
}

/** A document of its own, with nothing to fetch. */
export function writeHtml({ subject, parts, footer, language, direction }: MailDocument): string {
  return [
    '<!doctype html>',
    `<html lang="${escapeHtml(language)}" dir="${direction}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(subject)}</title>`,
    '</head>',
    '<body style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 36em; margin: 2em auto; padding: 0 1em">',
    ...parts.map(htmlOf),
    '<hr>',
    `<p><small>${escapeHtml(footer)}</small></p>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function htmlOf(part: MailPart): string {
  if ('rows' in part) {
    const rows = part.rows.map(
      ([label, value]) =>
        `<tr><th scope="row" style="text-align: start; padding-inline-end: 1em">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
    );
    return `<table>\n${rows.join('\n')}\n</table>`;
  }
  if ('link' in part) {
    const link = escapeHtml(part.link);
    return `<p><a href="${link}"><strong>${escapeHtml(part.label)}</strong></a><br><small>${link}</small></p>`;
  }
  if ('code' in part) return `<p>${escapeHtml(part.label)}:<br><code style="font-size: 1.5em">${escapeHtml(part.code)}</code></p>`;
  return `<p>${escapeHtml(part.text)}</p>`;
}

/** One line: a text cannot begin a paragraph, and so not pass for a part of its own. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
