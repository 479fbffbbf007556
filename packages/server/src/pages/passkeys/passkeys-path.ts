/** Where the forms of the owner's passkeys go. */
export const passkeysPath = '/account/passkeys';
