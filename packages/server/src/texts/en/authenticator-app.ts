/** The authenticator app, in English. */
import type { AuthenticatorAppTexts } from '../authenticator-app-texts.ts';

export const authenticatorApp: AuthenticatorAppTexts = {
  heading: 'Authenticator app',
  lead: 'A second step on signing in: six digits from an app on your phone, after the password.',
  setUp: 'Set up an app',
  scan: 'Scan this with your authenticator app, or type the key in. Then type the code that the app shows.',
  picture: 'A QR code for your authenticator app. The key below it says the same.',
  secret: 'Key',
  firstCode: 'Code',
  firstCodeHint: 'The six digits that the app shows now.',
  confirm: 'Turn it on',
  name: 'Your app',
  isOn: 'On',
  added: 'Since',
  lastUsed: 'last used',
  remove: 'Remove',
  warning: 'Your password alone will sign you in. Your recovery codes will be gone as well, unless you have a passkey.',
  removeNow: 'Remove the app',
};
