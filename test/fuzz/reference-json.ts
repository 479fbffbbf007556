/** Strict JSON read a second way, character by character (RFC 8259): what the verifier's reading is compared with. */

/** Returns the value, or undefined where the text is not JSON, or an object in it has a name twice or one named `__proto__`. */
export function readStrictJson(text: string): unknown {
  let at = 0;

  class Wrong extends Error {}

  const fail = (): never => {
    throw new Wrong();
  };
  const skip = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  };
  const take = (expected: string): void => {
    if (!text.startsWith(expected, at)) fail();
    at += expected.length;
  };

  function readValue(): unknown {
    skip();
    const first = text.charAt(at);
    if (first === '{') return readObject();
    if (first === '[') return readList();
    if (first === '"') return readText();
    if (first === 't') return (take('true'), true);
    if (first === 'f') return (take('false'), false);
    if (first === 'n') return (take('null'), null);
    return readNumber();
  }

  function readObject(): unknown {
    const members = new Map<string, unknown>();
    take('{');
    skip();
    if (text.charAt(at) === '}') return (take('}'), {});
    for (;;) {
      skip();
      const name = readText();
      if (members.has(name) || name === '__proto__') fail();
      skip();
      take(':');
      members.set(name, readValue());
      skip();
      if (text.charAt(at) === '}') break;
      take(',');
    }
    take('}');
    return Object.fromEntries(members);
  }

  function readList(): unknown {
    const list: unknown[] = [];
    take('[');
    skip();
    if (text.charAt(at) === ']') return (take(']'), list);
    for (;;) {
      list.push(readValue());
      skip();
      if (text.charAt(at) === ']') break;
      take(',');
    }
    take(']');
    return list;
  }

  function readText(): string {
    take('"');
    let read = '';
    for (;;) {
      const character = text.charAt(at++);
      if (character === '"') return read;
      if (character === '' || character < ' ') fail();
      read += character === '\\' ? readEscape() : character;
    }
  }

  function readEscape(): string {
    const character = text.charAt(at++);
    if (character === 'u') {
      const digits = text.slice(at, at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) fail();
      at += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const index = '"\\/bfnrt'.indexOf(character);
    return character === '' || index < 0 ? fail() : '"\\/\b\f\n\r\t'.charAt(index);
  }

  function readNumber(): number {
    const grammar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    grammar.lastIndex = at;
    const found = grammar.exec(text)?.[0];
    if (found === undefined) return fail();
    at += found.length;
    return Number(found);
  }

  try {
    const value = readValue();
    skip();
    return at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof Wrong) return undefined;
    throw error;
  }
}
