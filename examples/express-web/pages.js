/** The pages, as plain HTML. */

/**
 * @param {string} subject
 * @param {number} visits
 */
export function homePage(subject, visits) {
  return page(
    `Hello, ${escape(subject)}`,
    `<p>You have been here ${visits} ${visits === 1 ? 'time' : 'times'} in this session.</p>
    <form method="post" action="/token"><button>Show an access token of this session</button></form>
    <form method="post" action="/sign-out"><button>Sign out</button></form>`,
  );
}

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
