/** Where one is signed in: each session with its device, and the buttons that end it. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Seconds } from '@gemel/protocol';
import type { Session } from 'gemel';
import { deviceLabel } from '../http/device-label.ts';
import { machineTime, spellDate, spellRelative } from './spell-time.ts';

export interface SessionListProps {
  readonly sessions: readonly Session[];
  /** The `sid` of the session that looks at the page. */
  readonly current: string;
  readonly now: Seconds;
}

export function SessionList({ sessions, current, now }: SessionListProps): JSX.Element {
  const ordered = sessions.toSorted(
    (left, right) => Number(right.sid === current) - Number(left.sid === current) || right.lastSeenAt - left.lastSeenAt,
  );
  return (
    <section aria-labelledby="sessions">
      <header>
        <h2 id="sessions">Where you are signed in</h2>
        <p class="soft">Ending a session ends its cookie and its tokens, everywhere.</p>
      </header>
      <ul class="card sessions">
        {ordered.map((session) => (
          <SessionItem session={session} isCurrent={session.sid === current} now={now} />
        ))}
      </ul>
      <div class="row last">
        {sessions.length > 1 ? (
          <form method="post" action="/account/sessions/end-others">
            <button class="button quiet" type="submit">
              End all others
            </button>
          </form>
        ) : null}
        <form method="post" action="/account/sessions/end-all">
          <button class="button danger" type="submit">
            Sign out everywhere
          </button>
        </form>
      </div>
    </section>
  );
}

interface SessionItemProps {
  readonly session: Session;
  readonly isCurrent: boolean;
  readonly now: Seconds;
}

function SessionItem({ session, isCurrent, now }: SessionItemProps): JSX.Element {
  const { sid, client, createdAt, lastSeenAt } = session;
  const label = client.label ?? deviceLabel(client.userAgent) ?? 'Unknown device';
  return (
    <li class={isCurrent ? 'here' : undefined}>
      <DeviceIcon label={label} />
      <div>
        <h3 id={`session-${sid}`}>
          {label}
          {isCurrent ? <span class="badge">This device</span> : null}
        </h3>
        <p>
          Last active <time datetime={machineTime(lastSeenAt)}>{spellRelative(lastSeenAt, now)}</time>
          {client.address === undefined ? '' : ` · ${client.address}`}
        </p>
        <p>
          Signed in <time datetime={machineTime(createdAt)}>{spellDate(createdAt)}</time>
        </p>
      </div>
      {isCurrent ? null : (
        <form method="post" action={`/account/sessions/${sid}/end`}>
          <button class="button quiet small" type="submit" aria-describedby={`session-${sid}`}>
            End
          </button>
        </form>
      )}
    </li>
  );
}

function DeviceIcon({ label }: { readonly label: string }): JSX.Element {
  return (
    <span class="device" aria-hidden="true">
      <svg viewBox="0 0 24 24" width="22" height="22" focusable="false">
        {iconOf(label)}
      </svg>
    </span>
  );
}

function iconOf(label: string): JSX.Element {
  if (/iPhone|iPad|Android|Mobile/i.test(label)) {
    return (
      <>
        <rect x="7" y="2.5" width="10" height="19" rx="2.5" />
        <path d="M11 18.5h2" />
      </>
    );
  }
  if (/ on /.test(label)) {
    return (
      <>
        <rect x="3" y="4" width="18" height="12" rx="2" />
        <path d="M8.5 20h7M12 16v4" />
      </>
    );
  }
  return (
    <>
      <rect x="3" y="4" width="18" height="16" rx="2.5" />
      <path d="m7.5 9 3 3-3 3M13 15h3.5" />
    </>
  );
}
