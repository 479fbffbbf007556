/** The parts that pages are built of: what they tell browsers, password managers and those who hear the page. */
import { describe, expect, it } from 'vitest';
import { Button, LinkButton } from '../../src/pages/parts/button.tsx';
import { CodeInput } from '../../src/pages/parts/code-input.tsx';
import { ConfirmDanger } from '../../src/pages/parts/confirm-danger.tsx';
import { Field } from '../../src/pages/parts/field.tsx';
import { Form, HiddenField } from '../../src/pages/parts/form.tsx';
import { Notice } from '../../src/pages/parts/notice.tsx';
import { Panel } from '../../src/pages/parts/panel.tsx';
import { SectionNavigation } from '../../src/pages/parts/section-navigation.tsx';

async function draw(part: unknown): Promise<string> {
  return String(await part);
}

/** The attributes of the first element of a name. */
async function attributesOf(part: unknown, element: string): Promise<Readonly<Record<string, string>>> {
  const tag = new RegExp(`<${element}\\b([^>]*)>`).exec(await draw(part))?.[1] ?? '';
  return Object.fromEntries([...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

describe('a field', () => {
  const field = { name: 'email', label: 'E-mail', autocomplete: 'username' };

  it('is named by its label and described by its hint and its fault, the fault first', async () => {
    const drawn = Field({ ...field, hint: 'Yours', fault: 'Not an address' });
    expect(await draw(drawn)).toMatch(/<label for="email">E-mail<\/label>.*id="email-fault">Not an address.*id="email-hint">Yours/s);
    expect(await attributesOf(drawn, 'input')).toMatchObject({ 'aria-invalid': 'true', 'aria-describedby': 'email-fault email-hint' });
  });

  it('that is right as it stands claims nothing', async () => {
    const attributes = await attributesOf(Field(field), 'input');
    expect(Object.keys(attributes)).not.toContain('aria-invalid');
    expect(Object.keys(attributes)).not.toContain('aria-describedby');
  });

  it('takes the focus where it was wrong, and leaves it elsewhere', async () => {
    expect(await draw(Field({ ...field, fault: 'Not an address' }))).toContain('autofocus');
    expect(await draw(Field(field))).not.toContain('autofocus');
  });

  it('leaves capitals and spelling to nobody but its writer, and a password to password managers', async () => {
    expect(await attributesOf(Field(field), 'input')).toMatchObject({ autocapitalize: 'none', spellcheck: 'false' });
    expect(await attributesOf(Field({ ...field, type: 'password' }), 'input')).not.toHaveProperty('autocapitalize');
  });

  it('for a code shows digits, offers what has just arrived, and takes spaces', async () => {
    const attributes = await attributesOf(CodeInput({ name: 'code', label: 'Code', length: 6 }), 'input');
    expect(attributes).toMatchObject({ inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '8' });
    const pattern = new RegExp(`^(?:${attributes['pattern']})$`, 'v');
    expect(['123456', '123 456', '12345', '1234567890', 'abcdef'].map((code) => pattern.test(code))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a form', () => {
  it('is posted, and says what was wrong with the whole above its fields', async () => {
    const drawn = Form({ action: '/here', fault: 'No', children: HiddenField({ name: 'a', value: '"><b>' }) });
    expect(await attributesOf(drawn, 'form')).toMatchObject({ method: 'post', action: '/here' });
    expect(await draw(drawn)).toMatch(/role="alert">No<\/p><input type="hidden" name="a" value="&quot;&gt;&lt;b&gt;"/);
  });

  it('is sent by a button, which says its weight', async () => {
    expect(await draw(Button({ children: 'Go' }))).toBe('<button class="button" type="submit">Go</button>');
    const further = Button({ kind: 'quiet', size: 'small', name: 'skip', value: '1', describedBy: 'x', skipsValidation: true });
    expect(await draw(further)).toContain(
      'class="button quiet small" type="submit" name="skip" value="1" aria-describedby="x" formnovalidate',
    );
    expect(await draw(LinkButton({ href: '/', children: 'Back' }))).toBe('<a class="button" href="/">Back</a>');
  });
});

describe('a question before what cannot be undone', () => {
  const question = { opener: 'Delete', warning: 'All of it', action: '/delete', button: 'Delete it' };

  it('needs two clicks and no script: the form is inside what the first one opens', async () => {
    const text = await draw(ConfirmDanger(question));
    expect(text).toMatch(
      /<details class="confirm"><summary[^>]*>Delete<\/summary>.*<form[^>]*action="\/delete".*Delete it<\/button>.*<\/details>/s,
    );
  });

  it('is open where its form was sent and something was wrong', async () => {
    expect(await draw(ConfirmDanger({ ...question, fault: 'No' }))).toMatch(/<details class="confirm" open="">.*role="alert">No/s);
  });
});

describe('what is heard', () => {
  it.each([
    ['done', 'status'],
    ['wrong', 'alert'],
    ['mind', undefined],
  ] as const)('a notice of kind %s has the role %s', async (kind, role) => {
    expect((await attributesOf(Notice({ kind, children: 'x' }), 'p'))['role']).toBe(role);
  });

  it('a panel is a region with the name of its heading, at an anchor of its own', async () => {
    const drawn = Panel({ id: 'password', heading: 'Password', children: 'x' });
    expect(await attributesOf(drawn, 'section')).toMatchObject({ 'aria-labelledby': 'password' });
    expect(await draw(drawn)).toContain('<h2 id="password">Password</h2>');
  });

  it('a navigation says which of its pages is shown', async () => {
    const links = ['/a', '/b'].map((path) => ({ path, name: path }));
    expect(await draw(SectionNavigation({ label: 'Account', links, current: '/b' }))).toContain(
      '<a href="/a">/a</a></li><li><a href="/b" aria-current="page">/b</a>',
    );
  });
});
