/** The account: where one is signed in, a token to try, and what this session holds. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Seconds } from '@gemel/protocol';
import type { Session, SessionPrincipal } from 'gemel';
import { type AccessTokenProps, AccessTokenPanel } from './access-token-panel.tsx';
import { type Frame, Layout } from './layout.tsx';
import type { Visitor } from './page-context.ts';
import { PasswordPanel, type PasswordPanelProps } from './password-panel.tsx';
import { SessionList } from './session-list.tsx';
import { machineTime, spellDate, spellRelative } from './spell-time.ts';

export interface AccountProps {
  readonly frame: Frame;
  readonly visitor: Visitor;
  /** The live sessions of the subject. */
  readonly sessions: readonly Session[];
  readonly now: Seconds;
  readonly notice: string | undefined;
  readonly token: AccessTokenProps['token'];
  readonly passwordHint: string;
  readonly passwordFault: PasswordPanelProps['fault'];
  readonly url: string;
}

export function AccountPage(props: AccountProps): JSX.Element {
  const { frame, visitor, sessions, now, notice, token, url, passwordHint, passwordFault } = props;
  const { name, principal } = visitor;
  return (
    <Layout frame={frame} title="Your account" path="/account">
      <div class="account">
        <header>
          <h1>Your account</h1>
          <p class="soft">{name}</p>
        </header>
        {notice === undefined ? null : (
          <p class="notice" role="status">
            {notice}
          </p>
        )}
        <SessionList sessions={sessions} current={principal.sid} now={now} />
        <AccessTokenPanel token={token} url={url} />
        <PasswordPanel name={name} hint={passwordHint} fault={passwordFault} />
        <SessionFacts principal={principal} session={sessions.find(({ sid }) => sid === principal.sid)} now={now} />
      </div>
    </Layout>
  );
}

interface SessionFactsProps {
  readonly principal: SessionPrincipal;
  readonly session: Session | undefined;
  readonly now: Seconds;
}

function SessionFacts({ principal, session, now }: SessionFactsProps): JSX.Element {
  return (
    <section aria-labelledby="this-session">
      <header>
        <h2 id="this-session">This session</h2>
        <p class="soft">What a service learns of you, by the cookie and by the token alike.</p>
      </header>
      <div class="card panel">
        <dl class="facts-of-session">
          <dt>Subject</dt>
          <dd class="mono">{principal.subject}</dd>
          <dt>Session</dt>
          <dd class="mono">{principal.sid}</dd>
          <dt>Signed in</dt>
          <dd>{spellDate(principal.authentication.time)}</dd>
          <dt>Roles</dt>
          <dd>{principal.roles.join(', ') || 'none'}</dd>
          <dt>Permissions</dt>
          <dd>{principal.permissions.join(', ') || 'none'}</dd>
          {session === undefined ? null : (
            <>
              <dt>Ends if unused</dt>
              <dd>
                <time datetime={machineTime(session.expiresAt)}>{spellRelative(session.expiresAt, now)}</time>
              </dd>
            </>
          )}
        </dl>
      </div>
    </section>
  );
}
