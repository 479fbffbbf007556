/** The console's areas, in the order of the navigation. */
import type { ConsoleFrameTexts } from '../../texts/console-frame-texts.ts';

export interface ConsoleSection {
  readonly name: keyof ConsoleFrameTexts['sections'];
  readonly path: string;
  /** True where it is only there in development. */
  readonly isOfDevelopment?: boolean;
}

export const consoleSections: readonly ConsoleSection[] = [
  { name: 'overview', path: '/console' },
  { name: 'users', path: '/console/users' },
  { name: 'sessions', path: '/console/sessions' },
  { name: 'roles', path: '/console/roles' },
  { name: 'keys', path: '/console/keys' },
  { name: 'audit', path: '/console/audit' },
  { name: 'apiKeys', path: '/console/api-keys' },
  { name: 'outbox', path: '/console/outbox', isOfDevelopment: true },
];
