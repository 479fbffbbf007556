/**
 * Runs the passkey ceremonies of a page's forms: asks this server for options and the browser for a credential, puts it into the form's
 * hidden field, and sends the form. What the server has to say about it is said by the page that answers.
 */

/** @typedef {{ challenge: string, user?: { id: string }, excludeCredentials?: { id: string }[], allowCredentials?: { id: string }[] }} OptionsJson */
/** @typedef {{ part: HTMLElement, form: HTMLFormElement, field: HTMLInputElement, message: HTMLElement }} Ceremony */

/** What is said of each of the browser's errors. WebAuthn Level 3, sections 5.1.3 and 5.1.4 */
const wordsOf = new Map([
  ['NotAllowedError', 'cancelled'],
  ['AbortError', 'cancelled'],
  ['InvalidStateError', 'known'],
  ['ConstraintError', 'unable'],
  ['NotSupportedError', 'unable'],
  ['SecurityError', 'wrongSite'],
]);

const isSupported = isSecureContext && typeof PublicKeyCredential === 'function';

for (const part of document.querySelectorAll('[data-passkey]')) {
  const form = part.closest('form');
  const field = part.querySelector('input');
  const message = part.querySelector('[role=alert]');
  const button = form?.querySelector('button');
  if (!(part instanceof HTMLElement && form && field && message instanceof HTMLElement && button)) continue;
  part.querySelector('.without-script')?.setAttribute('hidden', '');
  if (isSupported) prepare({ part, form, field, message }, button);
  else part.querySelector('[data-unsupported]')?.removeAttribute('hidden');
}

/** @param {Ceremony} ceremony @param {HTMLButtonElement} button */
function prepare(ceremony, button) {
  const { part, form, message } = ceremony;
  let offered = offer(ceremony);
  let isBusy = false;
  button.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    message.hidden = true;
    // The browser runs one ceremony at a time.
    offered.stop();
    await offered.over;
    try {
      await run(ceremony, {});
    } catch (error) {
      const words = wordsOf.get(error instanceof Error ? error.name : '') ?? 'failed';
      message.textContent = part.dataset[words] ?? '';
      message.hidden = false;
      offered = offer(ceremony);
    }
    isBusy = false;
  });
}

/**
 * Lets the browser suggest passkeys in the fields of the page, where it can and the part asks for it; begins anew before a challenge expires.
 *
 * @param {Ceremony} ceremony
 */
function offer(ceremony) {
  const stopping = new AbortController();
  const repeat = async () => {
    if (!('offered' in ceremony.part.dataset) || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    while (!stopping.signal.aborted) {
      await untilVisible();
      await run(ceremony, { mediation: 'conditional', stopping });
    }
  };
  // Nobody has asked for anything yet, so nothing is said where it fails.
  return { stop: () => stopping.abort(), over: repeat().catch(() => undefined) };
}

/** @param {Ceremony} ceremony @param {{ mediation?: 'conditional', stopping?: AbortController }} way */
async function run({ part, form, field }, { mediation, stopping }) {
  const { passkey, options: path = '' } = part.dataset;
  const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}', redirect: 'manual' });
  if (answer.status >= 500 || (mediation && !answer.ok)) throw new Error('no options');
  // Whoever has to prove something first, or to begin again, is led there by the page that answers the form.
  if (!answer.ok) return form.submit();
  const { options, expires_in } = /** @type {{ options: OptionsJson, expires_in: number }} */ (await answer.json());
  const expiring = new AbortController();
  const timer = mediation && setTimeout(() => expiring.abort(), expires_in * 900);
  const signals = stopping ? { signal: AbortSignal.any([stopping.signal, expiring.signal]) } : {};
  const given = { publicKey: decode(options), ...signals };
  try {
    const credential = await (passkey === 'create'
      ? navigator.credentials.create(given)
      : navigator.credentials.get(mediation ? { ...given, mediation } : given));
    field.value = JSON.stringify(encode(/** @type {PublicKeyCredential} */ (credential)));
    form.submit();
    stopping?.abort();
  } catch (error) {
    if (!expiring.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** @returns {Promise<void>} */
async function untilVisible() {
  while (document.hidden) await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}

/** By hand: not every browser, nor every extension that stands in for one, has `parseRequestOptionsFromJSON` and `toJSON`. @param {OptionsJson} options */
function decode(options) {
  const { challenge, user, excludeCredentials, allowCredentials } = options;
  /** @param {{ id: string }} one */
  const withBytes = (one) => ({ ...one, id: toBytes(one.id) });
  /** @type {unknown} */
  const decoded = {
    ...options,
    challenge: toBytes(challenge),
    ...(user && { user: withBytes(user) }),
    ...(excludeCredentials && { excludeCredentials: excludeCredentials.map(withBytes) }),
    ...(allowCredentials && { allowCredentials: allowCredentials.map(withBytes) }),
  };
  return /** @type {PublicKeyCredentialCreationOptions & PublicKeyCredentialRequestOptions} */ (decoded);
}

/** @param {PublicKeyCredential} credential */
function encode({ id, type, response }) {
  /** @type {Record<string, unknown>} */
  const members = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    /** @type {unknown} */
    const bytes = Reflect.get(response, name);
    if (bytes) members[name] = toText(/** @type {ArrayBuffer} */ (bytes));
  }
  const transports = /** @type {Partial<AuthenticatorAttestationResponse>} */ (response).getTransports?.();
  return { id, rawId: id, type, response: transports ? { ...members, transports } : members };
}

/** @param {string} text base64url */
function toBytes(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} bytes */
function toText(bytes) {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
