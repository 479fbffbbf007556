/** Finds the fenced code blocks of a Markdown page, each with the comment that marks it. */
import { readFileSync } from 'node:fs';

export interface MarkdownBlock {
  readonly language: string;
  readonly text: string;
  /** What the HTML comment right before the block says; empty where there is none. */
  readonly mark: string;
}

/** Returns the blocks of a page in their order. */
export function readBlocks(path: string): readonly MarkdownBlock[] {
  const page = readFileSync(path, 'utf8');
  const blocks = page.matchAll(/(?:<!-- (?<mark>[^>]+) -->\s*)?^```(?<language>\w*)\n(?<text>.*?)^```$/gms);
  return [...blocks].map(({ groups }) => ({
    language: groups?.['language'] ?? '',
    text: groups?.['text'] ?? '',
    mark: groups?.['mark'] ?? '',
  }));
}

/** Returns the one block that carries the mark. */
export function markedBlock(path: string, mark: string): string {
  const marked = readBlocks(path).filter((block) => block.mark === mark);
  const [block] = marked;
  if (block === undefined || marked.length > 1) throw new Error(`${path}: there must be one block marked "${mark}", not ${marked.length}`);
  return block.text;
}
