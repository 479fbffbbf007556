/** One page of the account: its navigation, its title, what has just been done, and its panels. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { type Frame, Layout } from '../layout.tsx';
import { Notice } from '../parts/notice.tsx';
import { SectionNavigation } from '../parts/section-navigation.tsx';
import { type AccountSection, accountSections } from './account-sections.ts';
import type { Drawn } from './account-panel.ts';

export interface AccountPageProps {
  readonly frame: Frame;
  readonly section: AccountSection;
  readonly notice: string | undefined;
  readonly panels: readonly Drawn[];
}

export function AccountPage({ frame, section, notice, panels }: AccountPageProps): JSX.Element {
  const { account } = frame.texts;
  const { title, lead } = account.sections[section.name];
  const links = accountSections.map(({ path, name }) => ({ path, name: account.sections[name].name }));
  return (
    <Layout frame={frame} title={title} path={section.path}>
      <div class="account">
        <SectionNavigation label={account.navigation} links={links} current={section.path} />
        <div class="panels">
          <header>
            <h1>{title}</h1>
            <p class="soft">{lead ?? frame.visitor}</p>
          </header>
          {notice === undefined ? null : <Notice>{notice}</Notice>}
          {panels}
        </div>
      </div>
    </Layout>
  );
}
