/** The frame of the lab's pages: the same for the live one and for a report. */
import { escapeText } from './markup.ts';

export interface PageParts {
  readonly title: string;
  /** What stands in the head: styles and scripts, linked or whole. */
  readonly head: string;
  readonly isLive: boolean;
  /** In the order of the page; HTML. */
  readonly sections: readonly string[];
  readonly foot: string;
}

const mark =
  '<svg class="mark" height="26" viewBox="0 0 56 40" aria-hidden="true"><circle class="ring gold" cx="20" cy="20" r="14"/><circle class="ring teal" cx="36" cy="20" r="14"/></svg>';

export function renderPage({ title, head, isLive, sections, foot }: PageParts): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">${head}</head>
<body${isLive ? ' data-live' : ''}><a class="skip" href="#content">Skip to the content</a><header class="top"><a class="brand" href="#content">${mark}Gemel, the lab</a></header>
<main id="content">${sections.join('\n')}</main><footer class="foot"><span>${escapeText(foot)}</span></footer></body></html>
`;
}

export function renderIntroduction(machine: string): string {
  return `<section class="intro"><h1>Sessions and JWTs, side by side</h1><p class="lead">Each claim of the classic comparison, tried here with real processes: a store, nodes that share it, and clients that mean well or ill. Every number was measured on this machine, and stands beside its spread; every conclusion is computed from the numbers.</p><p class="soft">${escapeText(machine)}</p></section>`;
}
