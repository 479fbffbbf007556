/** Steps of a walk to the pages of a second factor. */
import { codeAt } from '../../support/authenticator-app.ts';
import { plugIn, type VirtualAuthenticator } from '../../support/virtual-authenticator.ts';
import type { PageWalk } from './page-walk.ts';

/** Sets an authenticator app up, by the page; returns its secret. */
export async function enrolApp({ page }: Pick<PageWalk, 'page'>): Promise<string> {
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const secret = (await page.getByRole('region', { name: 'Key', exact: true }).textContent()) ?? '';
  await page.getByLabel('Code', { exact: true }).fill(codeAt(secret, Date.now() / 1000));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByRole('status').waitFor();
  return secret;
}

/** Adds a passkey of a new device, by the page; nobody touches the device from then on. */
export async function addPasskey({ page }: Pick<PageWalk, 'page'>, name: string): Promise<VirtualAuthenticator> {
  const device = await plugIn(page);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('listitem').filter({ hasText: name }).waitFor();
  await device.setTouched(false);
  return device;
}

/** Makes recovery codes, by the page; returns them. */
export async function makeCodes({ page }: Pick<PageWalk, 'page'>): Promise<readonly string[]> {
  await page.getByRole('button', { name: 'Make recovery codes' }).click();
  return ((await page.getByRole('region', { name: 'Your codes' }).textContent()) ?? '').split('\n');
}

export async function leaveSignedOut({ page }: Pick<PageWalk, 'page'>): Promise<void> {
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL('**/sign-in?notice=signed-out');
}

/** Signs in as far as a password goes. */
export async function typePassword({ page, email, password }: Omit<PageWalk, 'server'>): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(({ pathname }) => pathname === '/sign-in/second-factor');
}

/** Makes an account, by the page, and signs in as far as a password goes. */
export async function signUpAndTypePassword(walk: Omit<PageWalk, 'server'>): Promise<void> {
  const { page, email, password } = walk;
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/sign-in?notice=*');
  await typePassword(walk);
}
