/** What the account's own pages say, beside their panels. */

export interface AccountTexts {
  /** The name of the account's navigation, for those who hear it. */
  readonly navigation: string;
  readonly sections: {
    readonly overview: AccountSectionTexts;
    readonly security: AccountSectionTexts;
    readonly activity: AccountSectionTexts;
    readonly data: AccountSectionTexts;
  };
}

export interface AccountSectionTexts {
  /** In the navigation. */
  readonly name: string;
  readonly title: string;
  /** One line below the title; undefined where the visitor's name stands there. */
  readonly lead?: string;
}
