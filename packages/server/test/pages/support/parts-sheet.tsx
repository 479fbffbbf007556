/** Every part of the design system on one sheet, in each of its states, so that it can be looked at before a page uses it. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Badge } from '../../../src/pages/parts/badge.tsx';
import { Button, ButtonRow, LinkButton } from '../../../src/pages/parts/button.tsx';
import { CodeInput } from '../../../src/pages/parts/code-input.tsx';
import { ConfirmDanger } from '../../../src/pages/parts/confirm-danger.tsx';
import { DataList } from '../../../src/pages/parts/data-list.tsx';
import { Disclosure } from '../../../src/pages/parts/disclosure.tsx';
import { Field } from '../../../src/pages/parts/field.tsx';
import { AccountName, Form } from '../../../src/pages/parts/form.tsx';
import { Item, ItemList } from '../../../src/pages/parts/item-list.tsx';
import { Notice } from '../../../src/pages/parts/notice.tsx';
import { Panel } from '../../../src/pages/parts/panel.tsx';
import { Secret } from '../../../src/pages/parts/secret.tsx';
import { SectionNavigation } from '../../../src/pages/parts/section-navigation.tsx';

/** @param stylesheet where the server has it */
export function drawPartsSheet(stylesheet: string): string {
  const sheet: unknown = (
    <html lang="en">
      <head>
        <title>Parts</title>
        <meta name="viewport" content="width=device-width" />
        <link rel="stylesheet" href={stylesheet} />
      </head>
      <body>
        <main class="account">
          <SectionNavigation
            label="Parts"
            links={['Buttons', 'Fields', 'Items'].map((name) => ({ name, path: `/${name}` }))}
            current="/Fields"
          />
          <div class="panels">
            <header>
              <h1>Parts</h1>
              <p class="soft">What pages are built of.</p>
            </header>
            <Notice>Something was done.</Notice>
            <Notice kind="mind">Something wants to be kept in mind.</Notice>
            <Notice kind="wrong">Something went wrong.</Notice>
            <Panel id="buttons" heading="Buttons" lead="One main button at most.">
              <ButtonRow>
                <Button>Main</Button>
                <Button kind="quiet">Quiet</Button>
                <Button kind="danger">Danger</Button>
                <LinkButton href="/" kind="quiet" size="small">
                  A small link
                </LinkButton>
              </ButtonRow>
            </Panel>
            <Fields />
            <Items />
            <Panel id="danger" heading="Delete the account" lead="A question comes first.">
              <ConfirmDanger opener="Delete" warning="All of it will be gone." action="/delete" button="Delete it" />
              <ConfirmDanger
                opener="Delete the other"
                warning="This cannot be undone."
                action="/delete"
                button="Delete it for good"
                fault="The password is wrong."
              >
                <AccountName name="ada@example.com" />
                <Field id="confirm" name="password" type="password" label="Your password" autocomplete="current-password" />
              </ConfirmDanger>
            </Panel>
          </div>
        </main>
      </body>
    </html>
  );
  return `<!doctype html>${String(sheet)}`;
}

function Fields(): JSX.Element {
  return (
    <Panel id="fields" heading="Fields" aside={<Badge>On</Badge>}>
      <Form action="/" fault="The form as a whole was wrong.">
        <Field name="email" type="email" label="E-mail address" autocomplete="email" value="ada@example.com" hint="We write to it once." />
        <Field name="name" label="Name" autocomplete="off" fault="That name is taken." hint="Up to 40 characters." />
        <CodeInput name="code" label="Code" length={6} hint="Six digits, from your authenticator app." />
        <Button>Go on</Button>
      </Form>
    </Panel>
  );
}

function Items(): JSX.Element {
  const circle = <circle cx="12" cy="12" r="8" />;
  const remove = (
    <>
      <Disclosure opener="Rename" describedBy="item-b">
        <p>A form.</p>
      </Disclosure>
      <ConfirmDanger
        opener="Remove"
        warning="It can no longer be used."
        action="/remove"
        button="Remove it"
        describedBy="item-b"
        fault="Something went wrong."
        isSmall
      />
    </>
  );
  return (
    <>
      <Panel id="items" heading="Items" aside={<Badge kind="off">Off</Badge>} isFlush>
        <ItemList>
          <Item id="item-a" name="The first" icon={circle} badge={<Badge kind="mind">Look</Badge>} isCurrent>
            <p>One line about it.</p>
          </Item>
          <Item id="item-b" name="The second, with a rather long name of its own" icon={circle} actions={remove}>
            <p>One line about it.</p>
            <p>And another line.</p>
          </Item>
        </ItemList>
      </Panel>
      <Panel id="data" heading="Data">
        <DataList
          items={[
            { term: 'A word', value: 'Some text' },
            { term: 'An id', value: 'fMPFIz2yTp1ZoKdVUhN1og', isMono: true },
          ]}
        />
        <Secret id="secret" heading="A secret" text="correct-horse-battery-staple" copy={{ copy: 'Copy', copied: 'Copied' }} />
      </Panel>
    </>
  );
}
