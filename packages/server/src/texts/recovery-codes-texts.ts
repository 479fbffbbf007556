/** What is said of recovery codes. */

export interface RecoveryCodesTexts {
  readonly heading: string;
  readonly lead: string;
  readonly left: (count: number) => string;
  readonly make: string;
  readonly renew: string;
  /** What new ones do to those of before. */
  readonly warning: string;
  readonly keep: string;
  readonly once: string;
  readonly codes: string;
  readonly download: string;
  readonly saved: string;
  /** The file, whole. */
  readonly file: (service: string, name: string, codes: readonly string[]) => string;
}
