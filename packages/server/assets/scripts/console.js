/**
 * Keeps a page of the console live: what the server sends is put where it belongs, and when the administrator's own session ends, or may no
 * longer be here, the page is left at once.
 */

/**
 * @typedef {{ text: string, note?: string, share?: number, isAlarm?: boolean }} DrawnCell
 * @typedef {string | DrawnCell} Cell
 * @typedef {{ texts?: Record<string, string>, paths?: Record<string, string>, rows?: Record<string, Cell[][]> }} Facts
 */

const door = '/console/sign-in?notice=ended';
const source = document.querySelector('[data-live]');
const indicator = document.querySelector('[data-live-state]');

if (source instanceof HTMLElement) follow(source.dataset['live'] ?? '');
addEventListener('keydown', closeQuestion);

/** Escape takes a question back, and the focus to where it was asked. @param {KeyboardEvent} event */
function closeQuestion(event) {
  const question = event.key === 'Escape' && event.target instanceof Element ? event.target.closest('details[open]') : null;
  if (!(question instanceof HTMLDetailsElement)) return;
  question.open = false;
  question.querySelector('summary')?.focus();
}

/** @param {string} path */
function follow(path) {
  const stream = new EventSource(path);
  stream.addEventListener('open', () => say('on'));
  stream.addEventListener('facts', (event) => show(/** @type {Facts} */ (dataOf(event))));
  stream.addEventListener('session', (event) => markEnded(/** @type {{ sid: string }} */ (dataOf(event)).sid));
  stream.addEventListener('done', () => rest(stream, path));
  stream.addEventListener('ended', () => leave(stream));
  stream.addEventListener('error', () => {
    say('off');
    // Refused, and not merely cut: whoever is no longer let in is led to the door.
    if (stream.readyState === EventSource.CLOSED) leave(stream);
  });
  addEventListener('pagehide', () => stream.close());
  // A form leads away by itself: whoever signs out is to hear that, and not that the session has ended.
  addEventListener('submit', () => stream.close());
}

/** @param {MessageEvent} event @returns {unknown} */
function dataOf(event) {
  return JSON.parse(String(event.data));
}

/** @param {EventSource} stream */
function leave(stream) {
  stream.close();
  location.assign(door);
}

/** Newer windows are live in its place, until it is looked at again. @param {EventSource} stream @param {string} path */
function rest(stream, path) {
  stream.close();
  say('off');
  const waiting = new AbortController();
  const goOn = () => {
    if (document.hidden) return;
    waiting.abort();
    follow(path);
  };
  document.addEventListener('visibilitychange', goOn, { signal: waiting.signal });
}

/** @param {'on' | 'off'} state */
function say(state) {
  if (!(indicator instanceof HTMLElement)) return;
  indicator.dataset['liveState'] = state;
  indicator.textContent = indicator.dataset[state] ?? '';
}

/** @param {Facts} facts */
function show({ texts = {}, paths = {}, rows = {} }) {
  for (const [id, text] of Object.entries(texts)) {
    for (const place of placesOf('live-text', id)) if (place.textContent !== text) place.textContent = text;
  }
  for (const [id, path] of Object.entries(paths)) {
    for (const place of placesOf('live-path', id)) place.setAttribute('d', path);
  }
  for (const [id, table] of Object.entries(rows)) {
    for (const place of placesOf('live-rows', id)) fill(place, table);
  }
}

/** @param {string} kind @param {string} id */
function placesOf(kind, id) {
  return document.querySelectorAll(`[data-${kind}="${CSS.escape(id)}"]`);
}

/** @param {Element} body @param {Cell[][]} rows */
function fill(body, rows) {
  const state = JSON.stringify(rows);
  if (!(body instanceof HTMLElement) || body.dataset['shown'] === state) return;
  body.dataset['shown'] = state;
  const columns = [...(body.closest('table')?.querySelectorAll('thead th') ?? [])].map((column) => column.textContent);
  const none = () => {
    const cell = make('td', body.dataset['none'] ?? '');
    cell.className = 'soft';
    cell.setAttribute('colspan', String(columns.length));
    return [cell];
  };
  /** @param {Cell[]} row */
  const cellsOf = (row) =>
    row.map((content, index) => {
      const cell = document.createElement(index === 0 ? 'th' : 'td');
      cell.append(typeof content === 'string' ? content : draw(content));
      if (index === 0) cell.setAttribute('scope', 'row');
      else cell.dataset['label'] = columns[index] ?? '';
      return cell;
    });
  const made = rows.length === 0 ? [none()] : rows.map(cellsOf);
  body.replaceChildren(
    ...made.map((cells) => {
      const line = document.createElement('tr');
      line.append(...cells);
      return line;
    }),
  );
}

/** @param {string} name @param {string} text */
function make(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

/** As `live-parts.tsx` draws it. @param {DrawnCell} cell */
function draw({ text, note, share, isAlarm = false }) {
  const cell = make('span', text);
  cell.className = isAlarm ? 'cell alarm' : 'cell';
  if (note !== undefined) cell.append(make('small', note));
  if (share === undefined) return cell;
  const level = makeSvg('svg', { class: 'level', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  level.append(makeSvg('path', { d: 'M0 2H100' }), makeSvg('path', { d: `M0 2H${share}` }));
  cell.append(level);
  return cell;
}

/** @param {string} name @param {Record<string, string>} attributes */
function makeSvg(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** The row stays where it is, so that nothing moves under a finger. @param {string} sid */
function markEnded(sid) {
  const row = document.querySelector(`[data-session="${CSS.escape(sid)}"]`);
  if (!row || row.hasAttribute('data-ended')) return;
  row.setAttribute('data-ended', '');
  const hadFocus = [...row.querySelectorAll('[data-when-live]')].some((part) => part.contains(document.activeElement));
  for (const part of row.querySelectorAll('[data-when-live]')) part.setAttribute('hidden', '');
  for (const part of row.querySelectorAll('[data-when-ended]')) part.removeAttribute('hidden');
  // What had the focus is gone: whoever goes on by keyboard goes on from here, and not from the top.
  if (!hadFocus || !(row instanceof HTMLElement)) return;
  row.tabIndex = -1;
  row.focus();
}
