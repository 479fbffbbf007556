/** The pages of second factors and of the step-up. */
import { addPasskey, enrolApp, leaveSignedOut, makeCodes, signUpAndTypePassword, typePassword } from './factor-steps.ts';
import type { PageRow } from './page-row.ts';

export const factorRows: readonly PageRow[] = [
  {
    name: 'security-app-setup',
    who: 'somebody',
    path: '/account/security',
    act: async ({ page }) => {
      await page.getByRole('button', { name: 'Set up an app' }).click();
      await page.getByRole('img', { name: 'A QR code' }).waitFor();
    },
  },
  { name: 'security-app', who: 'somebody', path: '/account/security', act: async (walk) => void (await enrolApp(walk)) },
  {
    name: 'security-recovery-codes',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await enrolApp(walk);
      await makeCodes(walk);
    },
  },
  {
    name: 'security-passkeys',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await enrolApp(walk);
      const phone = await addPasskey(walk, 'Phone');
      await phone.unplug();
      await addPasskey(walk, 'Laptop at work, the old one');
      await walk.page.getByRole('listitem').filter({ hasText: 'Phone' }).locator('summary', { hasText: 'Rename' }).click();
      await walk.page.getByRole('listitem').filter({ hasText: 'Laptop' }).locator('summary', { hasText: 'Remove' }).click();
    },
  },
  {
    name: 'second-step-passkey',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await enrolApp(walk);
      await addPasskey(walk, 'Phone');
      await leaveSignedOut(walk);
      await typePassword(walk);
      await walk.page.getByRole('button', { name: 'Use a passkey' }).waitFor();
    },
  },
  {
    name: 'second-step',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await enrolApp(walk);
      await makeCodes(walk);
      await leaveSignedOut(walk);
      await typePassword(walk);
    },
  },
  {
    name: 'second-step-refused',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await enrolApp(walk);
      await leaveSignedOut(walk);
      await typePassword(walk);
      await walk.page.getByLabel('Code from your authenticator app').fill('000000');
      await walk.page.getByRole('button', { name: 'Sign in' }).click();
      await walk.page.getByRole('alert').waitFor();
    },
    status: 401,
  },
  {
    name: 'second-step-recovery-code',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await enrolApp(walk);
      await makeCodes(walk);
      await leaveSignedOut(walk);
      await typePassword(walk);
      await walk.page.getByRole('link', { name: 'Use a recovery code' }).click();
      await walk.page.getByLabel('Recovery code').waitFor();
    },
  },
  {
    name: 'second-step-asked',
    who: 'nobody',
    path: '/sign-up',
    env: { GEMEL_SECOND_FACTOR: 'always' },
    act: signUpAndTypePassword,
  },
  {
    name: 'second-step-setup',
    who: 'nobody',
    path: '/sign-up',
    env: { GEMEL_SECOND_FACTOR: 'always' },
    act: async (walk) => {
      await signUpAndTypePassword(walk);
      await walk.page.getByRole('button', { name: 'Set up an app' }).click();
      await walk.page.getByRole('img', { name: 'A QR code' }).waitFor();
    },
  },
  { name: 'step-up', who: 'somebody', path: '/step-up?next=/account/security' },
  {
    name: 'step-up-both',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await enrolApp(walk);
      await walk.page.goto('/step-up?next=/account/security');
      await walk.page.getByLabel('Code from your authenticator app').waitFor();
    },
  },
  {
    name: 'step-up-passkey',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await addPasskey(walk, 'Phone');
      await walk.page.goto('/step-up?next=/account/security');
      await walk.page.getByRole('button', { name: 'Use a passkey' }).waitFor();
    },
  },
  { name: 'step-up-without-factor', who: 'somebody', path: '/step-up?acr=aal2&next=/account/security' },
];
