/** The pages that mailed links lead to, and those that ask for one. */
import { askByMail, openMailed, openSignInLink } from './mail-steps.ts';
import type { PageRow } from './page-row.ts';

const withLinks = { GEMEL_SIGN_IN_LINKS: 'on' };

export const mailRows: readonly PageRow[] = [
  { name: 'sign-in-ways', who: 'nobody', path: '/sign-in', env: withLinks },
  { name: 'link-asked', who: 'nobody', path: '/sign-in/link?notice=link-sent', env: withLinks },
  { name: 'link', who: 'somebody', path: '/sign-in/link', env: withLinks, act: openSignInLink },
  {
    name: 'link-elsewhere',
    who: 'somebody',
    path: '/sign-in/link',
    env: withLinks,
    act: async (walk) => {
      await openSignInLink(walk);
      await walk.page.context().clearCookies();
      await walk.page.reload();
    },
  },
  { name: 'link-void', who: 'nobody', path: '/sign-in-link?token=used', env: withLinks, status: 400 },
  { name: 'verify-email', who: 'somebody', path: '/', act: (walk) => openMailed(walk, 'verify-email') },
  { name: 'verify-email-ask', who: 'nobody', path: '/verify-email?notice=confirmation-sent' },
  { name: 'forgot-password', who: 'nobody', path: '/forgot-password' },
  {
    name: 'reset-password',
    who: 'somebody',
    path: '/forgot-password',
    act: async (walk) => {
      await askByMail(walk);
      await openMailed(walk, 'reset-password');
    },
  },
  {
    name: 'invitation',
    who: 'administrator',
    path: '/console/users',
    act: async (walk) => {
      const email = `invited-${walk.email}`;
      await walk.page.getByText('Add an account').click();
      await walk.page.locator('#new-email').fill(email);
      await walk.page.getByRole('button', { name: 'Add and send the link' }).click();
      await walk.page.getByRole('status').waitFor();
      await openMailed({ ...walk, email }, 'invitation');
    },
  },
  {
    name: 'change-email',
    who: 'somebody',
    path: '/account/security',
    act: async (walk) => {
      await walk.page.getByLabel('New address').fill(`new-${walk.email}`);
      await walk.page.getByRole('button', { name: 'Change address' }).click();
      await walk.page.getByRole('status').waitFor();
      await openMailed({ ...walk, email: `new-${walk.email}` }, 'email-change-verify');
    },
  },
  {
    name: 'undo-email-change',
    who: 'somebody',
    path: '/',
    act: async (walk) => {
      // Only an address that is confirmed can be taken back.
      await openMailed(walk, 'verify-email');
      await walk.page.getByRole('button', { name: 'Confirm this address' }).click();
      await walk.page.goto('/account/security');
      await walk.page.getByLabel('New address').fill(`new-${walk.email}`);
      await walk.page.getByRole('button', { name: 'Change address' }).click();
      await walk.page.getByRole('status').waitFor();
      await openMailed({ ...walk, email: `new-${walk.email}` }, 'email-change-verify');
      await walk.page.getByRole('button', { name: 'Use this address' }).click();
      await walk.page.getByRole('status').waitFor();
      await openMailed(walk, 'email-changed');
    },
  },
];
