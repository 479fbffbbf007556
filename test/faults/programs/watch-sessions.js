/** Presents the credentials of many sessions again and again, and notes when each was last accepted. */
import { monotonicMs } from './monotonic-ms.js';

/** What has been refused may be accepted again only by a mistake: it is presented at each so-manieth round. */
const seldom = 16;

/**
 * @param {Readonly<Record<string, (session: any) => unknown>>} checks by the name of the credential; one that returns has accepted.
 * @param {number} everyMs milliseconds between two rounds
 */
export function watchSessions(checks, everyMs) {
  /** @type {Map<string, any>} */
  const watched = new Map();
  let rounds = 0;

  setInterval(() => {
    rounds += 1;
    for (const { session, seen } of watched.values()) {
      for (const [name, check] of Object.entries(checks)) {
        const note = seen[name];
        const isSeldom = note.last !== 'accepted' && Object.keys(note.refused).length > 0;
        if (!note.isUnderWay && !(isSeldom && rounds % seldom !== 0)) present(check, session, note);
      }
    }
  }, everyMs);

  return {
    add(sessions) {
      for (const session of sessions) {
        const seen = Object.fromEntries(Object.keys(checks).map((name) => [name, newNote()]));
        watched.set(session.sid, { session, seen });
      }
    },
    /** @param {readonly string[] | null} sids all of them where it is null */
    remove(sids) {
      for (const sid of sids ?? [...watched.keys()]) watched.delete(sid);
    },
    report: () => Object.fromEntries([...watched].map(([sid, { seen }]) => [sid, seen])),
  };
}

function newNote() {
  return { accepted: 0, lastAcceptedMs: null, last: null, refused: {}, faults: {}, isUnderWay: false };
}

/** The instant of an acceptance is the one before the check began. */
function present(check, session, note) {
  const startedMs = monotonicMs();
  const accept = () => {
    note.isUnderWay = false;
    note.accepted += 1;
    note.lastAcceptedMs = Math.max(note.lastAcceptedMs ?? 0, startedMs);
    note.last = 'accepted';
  };
  const refuse = (error) => {
    note.isUnderWay = false;
    const code = error.code ?? String(error);
    const kind = /^(?:session|token)_/.test(code) ? 'refused' : 'faults';
    note[kind][code] = (note[kind][code] ?? 0) + 1;
    note.last = code;
  };
  try {
    const answer = check(session);
    if (!(answer instanceof Promise)) {
      accept();
      return;
    }
    note.isUnderWay = true;
    answer.then(accept, refuse);
  } catch (error) {
    refuse(error);
  }
}
