/** Copying, in English. */
import type { CopyTexts } from '../copy-texts.ts';

export const copy: CopyTexts = { copy: 'Copy', copied: 'Copied' };
