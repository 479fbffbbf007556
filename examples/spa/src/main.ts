/** The page: shows who is signed in, and what the API says to them. */
import { createClient, type SessionState } from '@gemel/client';

declare const API_URL: string;

const client = createClient({
  mode: 'token',
  apis: [API_URL],
  onFault: (fault) => note(`The application was not reached: ${String(fault)}`),
});

const words: Readonly<Record<'none' | 'ended' | 'signed_out', string>> = {
  none: 'Nobody is signed in.',
  ended: 'Your session was ended.',
  signed_out: 'You have signed out.',
};

function show(state: SessionState): void {
  element('sign-in').hidden = state.status !== 'signed-out';
  element('inside').hidden = state.status !== 'signed-in';
  element('state').textContent = describe(state);
  note(describe(state));
  if (state.status === 'signed-in') void showOrders();
  else element('orders').replaceChildren();
}

function describe(state: SessionState): string {
  if (state.status === 'unknown') return 'Looking for your session …';
  return state.status === 'signed-in' ? `Signed in as ${state.principal.subject}.` : words[state.reason];
}

async function showOrders(): Promise<void> {
  try {
    const response = await client.fetch(`${API_URL}/orders`);
    note(`The API answered ${response.status}.`);
    if (!response.ok) return;
    const { orders } = (await response.json()) as { readonly orders: readonly { readonly number: number; readonly what: string }[] };
    element('orders').replaceChildren(...orders.map(({ number, what }) => item(`${number}: ${what}`)));
  } catch {
    note('The API was not reached. You are still signed in.');
  }
}

async function signIn(form: HTMLFormElement): Promise<void> {
  const body = JSON.stringify(Object.fromEntries(new FormData(form)));
  const response = await fetch('/auth/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  element('fault').textContent = response.ok ? '' : 'The e-mail address or the password is wrong.';
  if (response.ok) form.reset();
  await client.check();
}

/** What an administrator or another device does; the client of this page has no part in it. */
async function endElsewhere(): Promise<void> {
  const state = client.get();
  if (state.status === 'signed-in') await fetch(`/auth/sessions/${state.principal.sid}`, { method: 'DELETE' });
}

function note(text: string): void {
  element('log').prepend(item(`${new Date().toLocaleTimeString()} ${text}`));
}

function item(text: string): HTMLLIElement {
  const made = document.createElement('li');
  made.textContent = text;
  return made;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no #${id}`);
  return found;
}

element('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLFormElement) void signIn(event.currentTarget);
});
element('reload').addEventListener('click', () => void showOrders());
element('sign-out').addEventListener('click', () => void client.signOut());
element('end').addEventListener('click', () => void endElsewhere());
client.subscribe(show);
show(client.get());
