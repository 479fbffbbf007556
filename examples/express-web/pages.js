/** The pages, as plain HTML. */

/**
 * @param {string} subject
 * @param {number} visits
 */
export function homePage(subject, visits) {
  return page(
    `Hello, ${escape(subject)}`,
    `<p>You have been here ${visits} ${visits === 1 ? 'time' : 'times'} in this session.</p>
    <dl>
      <dt>WebSocket</dt><dd id="socket" role="status">opening</dd>
      <dt>Server-sent events</dt><dd id="stream" role="status">opening</dd>
    </dl>
    <form id="say"><label>Say something to everybody here <input name="text" maxlength="200" autocomplete="off" required></label> <button>Say it</button></form>
    <ul id="said" aria-live="polite"></ul>
    <p><button id="end" type="button">End this session on another node</button></p>
    <script type="module" src="/page.js"></script>
    <form method="post" action="/token"><button>Show an access token of this session</button></form>
    <form method="post" action="/sign-out"><button>Sign out</button></form>`,
  );
}

/** Runs in the home page: two connections that close when the session ends, wherever it is ended. */
export const pageScript = `
const show = (id, text) => { document.getElementById(id).textContent = text; };

const socket = new WebSocket(location.origin.replace('http', 'ws'));
socket.onopen = () => show('socket', 'open');
socket.onclose = ({ code, reason }) => show('socket', 'closed: ' + code + ' ' + reason);
socket.onmessage = ({ data }) => document.getElementById('said').append(Object.assign(document.createElement('li'), { textContent: data }));

const stream = new EventSource('/clock');
stream.addEventListener('time', ({ data }) => show('stream', 'open, at ' + data));
// A stream that has ended for good is not asked for again.
stream.addEventListener('ended', ({ data }) => { stream.close(); show('stream', 'closed: ' + data); });

document.getElementById('say').addEventListener('submit', (event) => {
  event.preventDefault();
  socket.send(new FormData(event.target).get('text'));
  event.target.reset();
});
document.getElementById('end').addEventListener('click', () => fetch('/end-elsewhere', { method: 'POST' }));
`;

/**
 * @param {string} issuer
 * @param {string} token
 */
export function tokenPage(issuer, token) {
  return page(
    'An access token',
    `<p>The twin of your cookie, for other services, such as this one:</p>
    <pre>ORDERS_ISSUER=${issuer} node examples/orders-api/main.js</pre>
    <p>Call it, sign out here, call it again:</p>
    <pre>curl http://localhost:4200/orders -H 'Authorization: Bearer ${token}'</pre>
    <form method="post" action="/sign-out"><button>Sign out</button></form>`,
  );
}

/** @param {string} [refusedName] set where the last attempt was refused */
export function signInPage(refusedName) {
  return page(
    'Sign in',
    `${refusedName === undefined ? '' : '<p role="alert">The name or the password is wrong.</p>'}
    <form method="post" action="/sign-in">
      <p><label>Name <input name="name" autocomplete="username" required value="${escape(refusedName ?? '')}"></label></p>
      <p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
      <button>Sign in</button>
    </form>`,
  );
}

/**
 * @param {string} title
 * @param {string} content
 */
function page(title, content) {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
  <body><main><h1>${title}</h1>
    ${content}
  </main></body>
</html>`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
