/** What the console says of sessions. */
import type { SessionMode } from 'gemel';
import type { DangerTexts } from './console-user-texts.ts';

export interface ConsoleSessionsTexts {
  readonly title: string;
  readonly lead: string;
  readonly heading: string;
  readonly none: string;
  readonly own: string;
  readonly console: string;
  readonly impersonated: string;
  readonly ended: string;
  /** What a session is held by. */
  readonly modes: Readonly<Record<SessionMode, string>>;
  readonly seen: string;
  readonly began: string;
  readonly ends: string;
  readonly end: string;
  readonly endWarning: string;
  readonly endButton: string;
  readonly ofUser: DangerTexts;
  readonly everyone: DangerTexts & { readonly heading: string; readonly lead: string };
}
