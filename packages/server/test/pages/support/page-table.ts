/** Every page that a person can meet, and how to get there: pictures, axe and the bounds on weight and paint all come from this table. */
import { plugIn } from '../../support/virtual-authenticator.ts';
import { consoleRows } from './console-rows.ts';
import { factorRows } from './factor-rows.ts';
import { mailRows } from './mail-rows.ts';
import type { PageRow } from './page-row.ts';
import { drawPartsSheet } from './parts-sheet.tsx';

/** Nobody is there: what is shown is how that looks. */
const withProvider = { GEMEL_PROVIDERS: '{"example":{"issuer":"http://127.0.0.1:9","clientId":"gemel","label":"Example ID"}}' };

export const pageTable: readonly PageRow[] = [
  { name: 'front', who: 'nobody', path: '/' },
  { name: 'front-signed-in', who: 'somebody', path: '/' },
  { name: 'sign-in', who: 'nobody', path: '/sign-in' },
  { name: 'sign-in-notice', who: 'nobody', path: '/sign-in?notice=signed-up' },
  {
    name: 'sign-in-refused',
    who: 'nobody',
    path: '/sign-in',
    act: async ({ page }) => {
      await page.getByLabel('E-mail address').fill('somebody@example.com');
      await page.getByLabel('Password').fill('not the password, no');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
    status: 401,
  },
  {
    name: 'sign-in-passkey-cancelled',
    who: 'nobody',
    path: '/sign-in',
    act: async ({ page }) => {
      await plugIn(page);
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'sign-in-provider', who: 'nobody', path: '/sign-in', env: withProvider },
  {
    name: 'sign-in-provider-down',
    who: 'nobody',
    path: '/sign-in',
    env: withProvider,
    act: async ({ page }) => {
      await page.getByRole('button', { name: 'Continue with Example ID' }).click();
      await page.getByRole('alert').waitFor();
    },
    status: 503,
  },
  { name: 'security-providers', who: 'somebody', path: '/account/security', env: withProvider },
  { name: 'sign-up', who: 'nobody', path: '/sign-up' },
  {
    name: 'sign-up-refused',
    who: 'nobody',
    path: '/sign-up',
    act: async ({ page }) => {
      await page.getByLabel('E-mail address').fill('somebody@example.com');
      await page.getByLabel('Password').fill('short');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByRole('alert').waitFor();
    },
    status: 400,
  },
  ...mailRows,
  ...consoleRows,
  // All of the API on one page, for programmers.
  { name: 'reference', who: 'nobody', isOfConsole: true, path: '/admin/reference', mostBytes: 240_000 },
  { name: 'account', who: 'somebody', path: '/account' },
  { name: 'account-notice', who: 'somebody', path: '/account?notice=others-ended' },
  {
    name: 'account-token',
    who: 'somebody',
    path: '/account',
    act: async ({ page }) => {
      await page.getByRole('button', { name: 'Show an access token' }).click();
      await page.getByRole('region', { name: 'Try it' }).waitFor();
    },
  },
  { name: 'security', who: 'somebody', path: '/account/security' },
  { name: 'activity', who: 'somebody', path: '/account/activity' },
  { name: 'data', who: 'somebody', path: '/account/data' },
  {
    name: 'data-delete-asked',
    who: 'somebody',
    path: '/account/data',
    act: async ({ page }) => {
      await page.getByText('Delete my account').click();
      await page.getByRole('button', { name: 'Delete it for good' }).waitFor();
    },
  },
  {
    name: 'data-deleted',
    who: 'somebody',
    path: '/account/data',
    act: async ({ page }) => {
      await page.getByText('Delete my account').click();
      await page.getByRole('button', { name: 'Delete it for good' }).click();
      await page.waitForURL('**/sign-in?notice=account-deleted');
    },
  },
  {
    name: 'security-password-refused',
    who: 'somebody',
    path: '/account/security',
    act: async ({ page }) => {
      await page.getByLabel('Current password').fill('not the password, no');
      await page.getByLabel('New password').fill('another password than before');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('alert').waitFor();
    },
    status: 401,
  },
  ...factorRows,
  {
    name: 'parts',
    who: 'nobody',
    path: '/',
    act: async ({ page }) => {
      const stylesheet = await page.locator('link[rel=stylesheet]').getAttribute('href');
      await page.setContent(drawPartsSheet(stylesheet ?? ''));
    },
  },
  { name: 'not-found', who: 'nobody', path: '/nowhere', status: 404 },
];
