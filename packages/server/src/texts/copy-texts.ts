/** What the button says that copies a text. */

export interface CopyTexts {
  readonly copy: string;
  readonly copied: string;
}
