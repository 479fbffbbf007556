/** The pages of one area beside their content; the one that is shown is marked. */
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface SectionLink {
  readonly path: string;
  readonly name: string;
}

export interface SectionNavigationProps {
  /** For those who hear it. */
  readonly label: string;
  readonly links: readonly SectionLink[];
  readonly current: string;
}

export function SectionNavigation({ label, links, current }: SectionNavigationProps): JSX.Element {
  return (
    <nav class="sections" aria-label={label}>
      <ul>
        {links.map(({ path, name }) => (
          <li>
            <a href={path} {...(path === current ? { 'aria-current': 'page' } : {})}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
