/** Where whoever has no password that they know asks for a link to one. */
export const forgotPath = '/forgot-password';
