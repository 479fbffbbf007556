/** What mail says in English. */
import type { MailFactor, MailSuspicion } from './mail-facts.ts';
import type { MailTexts } from './mail-texts.ts';

const factors: Readonly<Record<MailFactor, string>> = {
  password: 'a password',
  passkey: 'a passkey',
  totp: 'an authenticator app',
  'recovery-codes': 'recovery codes',
};

const suspicions: Readonly<Record<MailSuspicion, (service: string) => string>> = {
  'new-device': (service) => `Somebody signed in to your account at ${service} from a device that was not seen there before.`,
  'new-network': (service) => `Somebody signed in to your account at ${service} from a network that was not seen there before.`,
  'second-factor-failed': (service) =>
    `Somebody gave the right password for your account at ${service}, but failed at the second step. Nobody was signed in.`,
  'passkey-copied': (service) =>
    `Somebody showed one of your passkeys for ${service} that seems to exist twice: it was used elsewhere in between. Nobody was signed in.`,
};

const suspicionSubjects: Readonly<Record<MailSuspicion, (service: string) => string>> = {
  'new-device': (service) => `New sign-in to ${service}`,
  'new-network': (service) => `New sign-in to ${service}`,
  'second-factor-failed': (service) => `Somebody knows your password at ${service}`,
  'passkey-copied': (service) => `One of your passkeys for ${service} may have been copied`,
};

const nothingHappens = 'If it was not you, do nothing: without the link nothing happens. Give it to nobody.';
const takeBack =
  'If it was not you, somebody else is in your account. Change your password, end all other sessions, and look at the ways to sign in.';

export const englishMail: MailTexts = {
  language: 'en',
  letters: {
    'verify-email': ({ service }) => ({
      subject: `Confirm your e-mail address for ${service}`,
      opening: [`Somebody, probably you, is making an account at ${service} with this e-mail address.`],
      action: 'Confirm this address',
      notYou: nothingHappens,
    }),
    'already-registered': ({ service }) => ({
      subject: `You already have an account at ${service}`,
      opening: [
        `Somebody, probably you, tried to make an account at ${service} with this e-mail address. It has one already, and nothing was changed.`,
        'Sign in as always. If you do not remember your password, choose a new one.',
      ],
      notYou: 'If it was not you, there is nothing to do: whoever it was has learnt nothing about your account.',
    }),
    'reset-password': ({ service }) => ({
      subject: `Choose a new password for ${service}`,
      opening: [
        `Somebody, probably you, asked for a new password for your account at ${service}. The old one works until you choose another.`,
      ],
      action: 'Choose a new password',
      notYou: nothingHappens,
    }),
    invitation: ({ service }) => ({
      subject: `Your account at ${service}`,
      opening: [
        `Somebody who runs ${service} has made an account there for this e-mail address. Choose a password, and you can sign in with it.`,
      ],
      action: 'Choose a password',
      notYou: 'If you did not expect this, do nothing: without the link nothing happens. Give it to nobody.',
    }),
    'sign-in-link': ({ service }) => ({
      subject: `Your link to sign in to ${service}`,
      opening: [`Somebody, probably you, asked for a link to sign in to ${service}. Open it where you want to be signed in.`],
      action: 'Sign in',
      notYou: 'If it was not you, do nothing: the link is of no use to whoever asked for it, unless you give it away.',
    }),
    'email-change-verify': ({ service }) => ({
      subject: `Confirm your new e-mail address for ${service}`,
      opening: [`Somebody, probably you, wants to use this e-mail address for an account at ${service} from now on.`],
      action: 'Use this address',
      notYou: nothingHappens,
    }),
    'email-changed': ({ service, newEmail, canUndo }) => ({
      subject: `Your e-mail address at ${service} was changed`,
      opening: [`Your account at ${service} now has the e-mail address ${newEmail}. This one is no longer in use there.`],
      action: 'Take this address back',
      notYou: canUndo
        ? 'If it was not you, somebody else is in your account. Take this address back: that also ends all sessions, and removes the password and the ways to sign in that were set since.'
        : `If it was not you, somebody else is in your account: tell whoever runs ${service} at once, and keep this message.`,
    }),
    'password-changed': ({ service }) => ({
      subject: `Your password at ${service} was changed`,
      opening: [`The password of your account at ${service} was changed.`],
      notYou: 'If it was not you, somebody else is in your account: choose a new password at once.',
    }),
    'factor-added': ({ service, factor, name }) => ({
      subject: `A new way to sign in to ${service}`,
      opening: [`Your account at ${service} has a new way to sign in: ${named(factor, name)}.`],
      notYou: takeBack,
    }),
    'factor-removed': ({ service, factor, name }) => ({
      subject: `A way to sign in to ${service} was removed`,
      opening: [`A way to sign in was removed from your account at ${service}: ${named(factor, name)}.`],
      notYou: takeBack,
    }),
    'recovery-codes-renewed': ({ service }) => ({
      subject: `New recovery codes for ${service}`,
      opening: [`New recovery codes were made for your account at ${service}. The ones of before no longer work.`],
      notYou: takeBack,
    }),
    'recovery-code-used': ({ service, left }) => ({
      subject: `A recovery code was used at ${service}`,
      opening: [
        `Somebody signed in to your account at ${service} with a recovery code. ${left === 1 ? '1 code is' : `${left} codes are`} left.`,
        ...(left < 3 ? ['Make new ones soon, so that you are not locked out.'] : []),
      ],
      notYou: takeBack,
    }),
    'provider-linked': ({ service, provider }) => ({
      subject: `${provider} can now sign in to your account at ${service}`,
      opening: [`Your account at ${service} was linked with ${provider}: whoever is signed in there can sign in here.`],
      notYou: takeBack,
    }),
    'provider-unlinked': ({ service, provider }) => ({
      subject: `${provider} can no longer sign in to your account at ${service}`,
      opening: [`Your account at ${service} is no longer linked with ${provider}.`],
      notYou: takeBack,
    }),
    'suspicious-sign-in': ({ service, suspicion }) => ({
      subject: suspicionSubjects[suspicion](service),
      opening: [suspicions[suspicion](service)],
      notYou:
        suspicion === 'passkey-copied'
          ? 'Sign in another way, remove that passkey and add a new one. If it was not you, end all other sessions as well.'
          : 'If it was not you, somebody knows your password: choose a new one at once, which also ends all other sessions.',
    }),
    'account-disabled': ({ service }) => ({
      subject: `Your account at ${service} was disabled`,
      opening: [`Your account at ${service} was disabled, and all its sessions have ended. Nobody can sign in to it.`],
      notYou: `If you did not expect this, ask whoever runs ${service}.`,
    }),
    'account-deleted': ({ service }) => ({
      subject: `Your account at ${service} was deleted`,
      opening: [`Your account at ${service} was deleted, with everything that belonged to it.`],
      notYou: `If it was not you, tell whoever runs ${service} at once, and keep this message.`,
    }),
  },
  labels: { at: 'When', address: 'Address', device: 'Device' },
  help: { account: 'Look at your account', forgotPassword: 'Choose a new password' },
  code: 'Or type in this code',
  validity: (validFor) => `It works once, for ${spellDuration(validFor)}.`,
  time: (at) =>
    `${new Date(at * 1000).toLocaleString('en-GB', { timeZone: 'UTC', dateStyle: 'long', timeStyle: 'short' }).replace(' at ', ', ')} UTC`,
  footer: ({ service }) =>
    `You get this message because of an account, or an attempt to make one, at ${service}. Nobody reads answers to it.`,
};

function named(factor: MailFactor, name: string): string {
  return name === '' ? factors[factor] : `${factors[factor]} called “${name}”`;
}

function spellDuration(seconds: number): string {
  const [count, unit] =
    seconds >= 172_800 ? [seconds / 86_400, 'days'] : seconds >= 7200 ? [seconds / 3600, 'hours'] : [seconds / 60, 'minutes'];
  const whole = Math.max(1, Math.floor(count));
  return `${whole} ${whole === 1 ? unit.slice(0, -1) : unit}`;
}
