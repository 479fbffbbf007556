/** What pages say where an administrator acts as somebody. */
export interface ImpersonationTexts {
  readonly title: string;
  /** @param email of whom the administrator would act as */
  readonly lead: (email: string) => string;
  readonly button: string;
  readonly voidLead: string;
  /** On every page of such a session. */
  readonly banner: (email: string, administrator: string) => string;
  readonly stop: string;
}
