/** What the lab's page does in a browser: starts and stops experiments, shows what comes, plays recorded exchanges. */

/** @param {ParentNode} root */
function preparePlayers(root) {
  for (const button of root.querySelectorAll('button[data-play]')) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.hidden = false;
    button.addEventListener('click', () => void play(button.closest('figure')));
  }
}

/**
 * Shows one step after the other, about as far apart as they were.
 *
 * @param {HTMLElement | null} figure
 */
async function play(figure) {
  if (figure === null || figure.classList.contains('playing')) return;
  const steps = [...figure.querySelectorAll('.step')];
  figure.classList.add('playing');
  let lastAt = 0;
  for (const step of steps) {
    const at = Number(step.getAttribute('data-at'));
    await new Promise((resolve) => setTimeout(resolve, Math.min(900, Math.max(220, (at - lastAt) * 8))));
    lastAt = at;
    step.classList.add('on');
  }
  await new Promise((resolve) => setTimeout(resolve, 800));
  figure.classList.remove('playing');
  for (const step of steps) step.classList.remove('on');
}

/**
 * @param {string} path
 * @param {HTMLFormElement | null} form
 * @param {Record<string, string>} more
 */
async function send(path, form, more = {}) {
  const body = new URLSearchParams(more);
  if (form !== null) for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  const response = await fetch(path, { method: 'POST', body });
  return response.ok ? response.text() : '';
}

/**
 * @param {string} id
 * @param {string} html
 */
function put(id, html) {
  const place = document.getElementById(id);
  if (place === null) return;
  place.innerHTML = html; // made by the lab's own server, which escapes what it was told
  preparePlayers(place);
}

/**
 * Puts what is new into what stands there, so that a bar runs down instead of being drawn anew.
 *
 * @param {string} id
 * @param {string} html
 */
function show(id, html) {
  const place = document.getElementById(id);
  if (place === null) return;
  const next = document.createElement('template');
  next.innerHTML = html; // as in `put`
  const [old, fresh] = [place, next.content].map((root) => [...root.querySelectorAll('*')]);
  if (old?.length !== fresh?.length) return place.replaceChildren(next.content);
  for (const [index, element] of (old ?? []).entries()) {
    const wanted = fresh?.[index];
    if (wanted === undefined) continue;
    for (const { name, value } of wanted.attributes) if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    if (wanted.childElementCount === 0 && element.textContent !== wanted.textContent) element.textContent = wanted.textContent;
  }
}

async function askAdviser() {
  const form = document.getElementById('adviser-form');
  if (form instanceof HTMLFormElement) put('advice', await send('/advice', form));
}

function listen() {
  const events = new EventSource('/events');
  events.addEventListener('put', (event) => {
    const { id, html } = JSON.parse(event.data);
    put(id, html);
    if (id === 'summary') void askAdviser();
  });
  events.addEventListener('show', (event) => {
    const { id, html } = JSON.parse(event.data);
    show(id, html);
  });
  events.addEventListener('progress', (event) => {
    const { id, done, text } = JSON.parse(event.data);
    const status = document.getElementById(`status-${id}`);
    const bar = status?.querySelector('progress');
    const words = status?.querySelector('span');
    if (bar !== null && bar !== undefined) bar.value = done;
    if (words !== null && words !== undefined) words.textContent = text;
  });
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button[data-post]') : null;
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  const { post = '', size = '' } = button.dataset;
  void send(post, button.closest('form'), size === '' ? {} : { size });
});
document.getElementById('adviser-form')?.addEventListener('input', () => void askAdviser());
document.getElementById('adviser-form')?.addEventListener('submit', (event) => event.preventDefault());

preparePlayers(document);
if (document.body.hasAttribute('data-live')) listen();
