/** The account's pages, each a list of panels: a feature adds its panel to one of the lists. */
import type { AccountTexts } from '../../texts/account-texts.ts';
import { accessTokenPanel } from '../access-token/access-token-panel.tsx';
import { activityPanel } from '../activity/activity-panel.tsx';
import { authenticatorAppPanel } from '../authenticator-app/authenticator-app-panel.tsx';
import { deletionPanel } from '../leaving/deletion-panel.tsx';
import { emailPanel } from '../email/email-panel.ts';
import { exportPanel } from '../leaving/export-panel.tsx';
import { passkeysPanel } from '../passkeys/passkeys-panel.tsx';
import { passwordPanel } from '../password/password-panel.ts';
import { providersPanel } from '../providers/providers-panel.ts';
import { recoveryCodesPanel } from '../recovery-codes/recovery-codes-panel.tsx';
import { sessionsPanel } from '../sessions/sessions-panel.tsx';
import { thisSessionPanel } from '../sessions/this-session-panel.tsx';
import type { AccountPanel } from './account-panel.ts';

const overviewPanels: readonly AccountPanel[] = [sessionsPanel, thisSessionPanel, accessTokenPanel];

const securityPanels: readonly AccountPanel[] = [
  emailPanel,
  passwordPanel,
  passkeysPanel,
  authenticatorAppPanel,
  recoveryCodesPanel,
  providersPanel,
];

const activityPanels: readonly AccountPanel[] = [activityPanel];

const dataPanels: readonly AccountPanel[] = [exportPanel, deletionPanel];

export interface AccountSection {
  readonly name: keyof AccountTexts['sections'];
  readonly path: string;
  readonly panels: readonly AccountPanel[];
}

/** In the order of the navigation; a page without panels is not there. */
export const accountSections: readonly AccountSection[] = [
  { name: 'overview' as const, path: '/account', panels: overviewPanels },
  { name: 'security' as const, path: '/account/security', panels: securityPanels },
  { name: 'activity' as const, path: '/account/activity', panels: activityPanels },
  { name: 'data' as const, path: '/account/data', panels: dataPanels },
].filter(({ panels }) => panels.length > 0);
