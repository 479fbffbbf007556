/** JSON as somebody writes it who looks for a hole: a good object with something done to it, or something that is hardly one. */
import type { Prng } from '../simulation/engine/prng.ts';
import { clockTolerance, horizon, now } from './reference-token.ts';

type Members = readonly (readonly [name: string, value: string])[];

const names = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'prototype',
    '',
    'sub',
    'iss',
    'alg',
    'crit',
    'cnf',
    'a:b',
    'a"b',
    'é',
    '\u0000',
    'x'.repeat(300),
  ],
  ...['jwk', 'jku', 'x5c', 'zip', 'b64'],
];
const values = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1.5', '1e308', '1e309', '-1e-400', '1800000100', '9007199254740991', '9007199254740993'],
  ...['0.1e1', '00', '1.', '.5', '+1', '0x10', 'NaN', 'Infinity', 'undefined', "'x'", '""', '"x"', '"a:b"', '"\\""', '"\\\\"', '"\\\\\\""'],
  ...['[]', '{}', '[[]]', '[{}]', '{"a":1}', '{"a":1,"a":2}', '{"__proto__":{}}', '[1,2,]', '{"a":1,}', '["https://orders.example"]'],
  ...[
    '"\\ud800"',
    '"\\u0000"',
    '"\\u005f_proto__"',
    '"\\x41"',
    '"\n"',
    '"\\u12"',
    '"\u2028"',
    '"🙂"',
    '9'.repeat(400),
    '"at+jwt"',
    '"ES256"',
    '"none"',
    '"at+JWT"',
    '["b64"]',
    '["exp"]',
  ],
];
const spaces = [' ', '\t', '\n', '\r', '\r\n', '', '\u00a0', '\u200b', '\ufeff', '\u000b', '/**/', '//\n'];

function spelled(prng: Prng, name: string): string {
  const text = JSON.stringify(name);
  if (name === '' || !prng.chance(0.15)) return text;
  const escaped = `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `"${escaped}${JSON.stringify(name.slice(1)).slice(1)}`;
}

function written(prng: Prng, members: Members): string {
  const space = (): string => (prng.chance(0.03) ? prng.pick(spaces) : '');
  const parts = members.map(([name, value]) => `${space()}${spelled(prng, name)}${space()}:${space()}${value}${space()}`);
  return `${space()}{${parts.join(',')}}${space()}`;
}

/** So deep that a reader that calls itself feels it. */
function nested(prng: Prng): string {
  const depth = 1 + prng.int(prng.chance(0.2) ? 2500 : 40);
  const [open, close] = prng.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"a":', '}]'],
  ] as const);
  const levels = Math.min(depth, Math.floor(5000 / (open.length + close.length)));
  return open.repeat(levels) + prng.pick(values) + close.repeat(prng.chance(0.1) ? levels - 1 : levels);
}

function value(prng: Prng): string {
  if (prng.chance(0.05)) return nested(prng);
  if (prng.chance(0.02)) return JSON.stringify('x'.repeat(prng.int(7000)));
  return prng.pick(values);
}

/** Returns text that is a changed copy of the object, which is sometimes still as good as it was. */
export function hostileJson(prng: Prng, good: Readonly<Record<string, unknown>>): string {
  let members: Members = Object.entries(good).map(([name, one]): readonly [string, string] => [name, JSON.stringify(one)]);
  for (let edits = prng.int(3); edits > 0; edits--) members = edited(prng, members);
  const text = prng.chance(0.02) ? nested(prng) : written(prng, members);
  return prng.chance(0.12) ? scratched(prng, text) : text;
}

function edited(prng: Prng, members: Members): Members {
  const at = prng.int(members.length);
  const [name = ''] = members[at] ?? [];
  switch (prng.int(6)) {
    case 0:
      return withMember(members, aTime(prng));
    case 5:
      return members.with(at, [name, value(prng)]);
    case 1:
      return members.toSpliced(at, 1);
    case 2:
      return members.toSpliced(at, 0, [prng.pick(names), value(prng)]);
    case 3:
      return members.toSpliced(prng.int(members.length), 0, members[at] ?? ['x', 'null']);
    default:
      return members.toSorted(() => prng.float() - 0.5);
  }
}

function withMember(members: Members, member: readonly [string, string]): Members {
  return [...members.filter(([name]) => name !== member[0]), member];
}

/** A time at the edge of what is still, or already, good. */
function aTime(prng: Prng): readonly [string, string] {
  const edge = prng.pick([now, now + clockTolerance, now - horizon]);
  return [prng.pick(['exp', 'iat', 'nbf']), String(edge - 1 + prng.int(3))];
}

/** Changes characters without a thought for what they are. */
function scratched(prng: Prng, text: string): string {
  const at = prng.int(text.length + 1);
  const piece = prng.pick(['{', '}', '[', ']', '"', ':', ',', '\\', '\u0000', ' ', 'é', '\ufeff', ...spaces]);
  switch (prng.int(4)) {
    case 0:
      return text.slice(0, at) + piece + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + prng.int(3));
    case 2:
      return text.slice(0, at);
    default:
      return text + prng.pick([piece, text, 'x', '\n']);
  }
}
