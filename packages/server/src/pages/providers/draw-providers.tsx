/** Draws the accounts elsewhere: those that are linked, and those that can be. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { LinkedProvider } from '@gemel/accounts';
import type { AccountCall, Drawn } from '../account/account-panel.ts';
import { EndOthersChoice } from '../account/end-others.tsx';
import { machineTime } from '../machine-time.ts';
import { Button, ButtonRow } from '../parts/button.tsx';
import { ConfirmDanger } from '../parts/confirm-danger.tsx';
import { Form } from '../parts/form.tsx';
import { Item, ItemList } from '../parts/item-list.tsx';
import { Panel } from '../parts/panel.tsx';

/** @param fault what was wrong with the last click */
export async function drawProviders(call: AccountCall, fault?: string): Promise<Drawn> {
  const { services, visitor, texts } = call;
  const { providers } = services.accounts;
  const linked = await providers.linked(visitor.principal.subject);
  if (providers.choices.length === 0 && linked.length === 0) return undefined;
  const [first] = providers.choices;
  const buttons =
    first === undefined ? null : (
      <Form action={linkPath(first.name)}>
        <EndOthersChoice texts={texts} id="end-others-with-link" />
        <ButtonRow>
          {providers.choices.map(({ name, label }) => (
            <Button kind="quiet" action={linkPath(name)}>
              {texts.providers.linkWith(label)}
            </Button>
          ))}
        </ButtonRow>
      </Form>
    );
  const head = { id: 'providers', heading: texts.providers.heading, lead: texts.providers.lead };
  if (linked.length === 0) return <Panel {...head}>{buttons}</Panel>;
  return (
    <Panel {...head} isFlush below={buttons}>
      <ItemList>
        {linked.map((link) => (
          <LinkItem call={call} link={link} fault={fault} />
        ))}
      </ItemList>
    </Panel>
  );
}

function linkPath(name: string): string {
  return `/account/providers/${name}/link`;
}

interface LinkItemProps {
  readonly call: AccountCall;
  readonly link: LinkedProvider;
  readonly fault: string | undefined;
}

function LinkItem({ call: { texts, now }, link, fault }: LinkItemProps): JSX.Element {
  const { providers, times } = texts;
  const { id, label, shownAs, createdAt } = link;
  const usedAt = link.lastUsedAt === null ? undefined : Math.min(link.lastUsedAt, now);
  return (
    <Item
      id={`provider-${id}`}
      name={label}
      icon={<path d="M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1.500 1.500M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1.500-1.500" />}
      actions={
        <ConfirmDanger
          opener={providers.remove}
          warning={providers.warning(label)}
          action={`/account/providers/${id}/remove`}
          button={providers.removeNow}
          describedBy={`provider-${id}`}
          fault={fault}
          isSmall
        >
          <EndOthersChoice texts={texts} id={`end-others-without-${id}`} />
        </ConfirmDanger>
      }
    >
      {shownAs === '' ? null : <p>{shownAs}</p>}
      <p>
        {providers.added} <time datetime={machineTime(createdAt)}>{times.date(createdAt)}</time>
        {usedAt === undefined ? null : (
          <>
            {', '}
            {providers.lastUsed} <time datetime={machineTime(usedAt)}>{times.relative(usedAt, now)}</time>
          </>
        )}
      </p>
    </Item>
  );
}
