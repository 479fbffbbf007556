/** The stylesheet and the script of the lab's pages: the design system of the server's pages, and what is the lab's own. */
import fs from 'node:fs';

export interface Assets {
  readonly style: string;
  readonly script: string;
  /** The mark, as an SVG document. */
  readonly icon: string;
}

const designSystem = ['tokens', 'base', 'frame', 'parts'] as const;

export function readAssets(): Assets {
  const server = new URL('../../../packages/server/assets/', import.meta.url);
  const own = new URL('../../assets/', import.meta.url);
  const read = (base: URL, name: string): string => fs.readFileSync(new URL(name, base), 'utf8');
  return {
    style: [...designSystem.map((name) => read(server, `styles/${name}.css`)), read(own, 'lab.css')].join('\n'),
    script: read(own, 'lab.js'),
    icon: read(server, 'mark.svg'),
  };
}
