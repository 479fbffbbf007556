/** Hashes that other systems made: published vectors of each format, what is refused, and that verifying costs the same for everybody. */
import { pbkdf2Sync, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ImportedHash } from '../src/hashing/imported/imported-hash.ts';
import { readImportedHash, readStoredImport, storedImport } from '../src/hashing/imported/read-imported-hash.ts';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

function read(text: string): ImportedHash {
  const found = readImportedHash(text);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

function problemOf(text: string): string {
  const found = readImportedHash(text);
  return 'problem' in found ? found.problem : 'taken';
}

/** The example of github.com/firebase/scrypt: what is kept is the hash without the signer key that it encrypts. */
const firebase = (() => {
  const decode = (text: string): Uint8Array => Buffer.from(text, 'base64');
  const signerKey = decode('jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==');
  const hash = decode('lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==');
  const salt = Buffer.concat([decode('42xEC+ixf3L2lw=='), decode('Bw==')]);
  return { salt, stream: hash.map((byte, index) => byte ^ (signerKey[index] ?? 0)) };
})();

/** What, hash, password. */
const vectors: readonly (readonly [string, string, string])[] = [
  ['bcrypt, crypt_blowfish', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
  ['bcrypt, crypt_blowfish', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK', 'U*U*'],
  ['bcrypt, crypt_blowfish', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a', 'U*U*U'],
  ['bcrypt, crypt_blowfish', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy', ''],
  [
    'bcrypt, 72 bytes and no more',
    '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui',
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored',
  ],
  ['bcrypt as PHP spells it', '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
  ['bcrypt as Django spells it', 'bcrypt$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
  [
    'scrypt, RFC 7914, section 12, second',
    `$scrypt$ln=10,r=8,p=16$${base64('NaCl')}$${base64(
      hex(
        'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
      ),
    )}`,
    'password',
  ],
  [
    'scrypt, RFC 7914, section 12, third',
    `$scrypt$ln=14,r=8,p=1$${base64('SodiumChloride')}$${base64(
      hex(
        '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
      ),
    )}`,
    'pleaseletmein',
  ],
  [
    'PBKDF2-SHA-256, RFC 7914, section 11, first',
    `$pbkdf2-sha256$i=1$${base64('salt')}$${base64(
      hex(
        '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
      ),
    )}`,
    'passwd',
  ],
  [
    'PBKDF2-SHA-256, RFC 7914, section 11, second',
    `$pbkdf2-sha256$i=80000,l=64$${base64('NaCl')}$${base64(
      hex(
        '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d',
      ),
    )}`,
    'Password',
  ],
  [
    'PBKDF2-SHA-1, RFC 6070, third',
    `$pbkdf2-sha1$i=4096$${base64('salt')}$${base64(hex('4b007901b765489abead49d926f721d065a429c1'))}`,
    'password',
  ],
  [
    'PBKDF2-SHA-1, RFC 6070, fifth (25 bytes are two blocks)',
    `$pbkdf2-sha1$i=4096,l=25$${base64('saltSALTsaltSALTsaltSALTsaltSALTsalt')}$${base64(hex('3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038'))}`,
    'passwordPASSWORDpassword',
  ],
  [
    'PBKDF2-SHA-256 as passlib spells it, from its tests',
    '$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ',
    'password',
  ],
  [
    'PBKDF2-SHA-512 as passlib spells it, from its tests',
    '$pbkdf2-sha512$1212$RHY0Fr3IDMSVO/RSZyb5ow$eNLfBK.eVozomMr.1gYa17k9B7KIK25NOEshvhrSX.esqY3s.FvWZViXz4KoLlQI.BzY/YTNJOiKc5gBYFYGww',
    'password',
  ],
  [
    'PBKDF2-SHA-256 as Django spells it, from its tests',
    'pbkdf2_sha256$10000$seasalt$CWWFdHOWwPnki7HvkcqN9iA2T3KLW1cf2uZ5kvArtVY=',
    'lètmein',
  ],
  [
    'PBKDF2-SHA-1 as Django spells it',
    `pbkdf2_sha1$1000$seasalt$${pbkdf2Sync('lètmein', 'seasalt', 1000, 20, 'sha1').toString('base64')}`,
    'lètmein',
  ],
  [
    'scrypt as Django spells it',
    `scrypt$1024$seasalt$8$2$${scryptSync('lètmein', 'seasalt', 64, { N: 1024, r: 8, p: 2 }).toString('base64')}`,
    'lètmein',
  ],
  [
    'scrypt as better-auth spells it',
    `${'0123456789abcdef'.repeat(2)}:${scryptSync('10 kg', '0123456789abcdef'.repeat(2), 64, { N: 16_384, r: 16, p: 1, maxmem: 2 ** 27 }).toString('hex')}`,
    '10 ㎏',
  ],
  [
    'scrypt as Firebase changes it, from its command-line tool',
    `$scrypt-firebase$ln=14,r=8,p=1$${base64(firebase.salt)}$${base64(firebase.stream)}`,
    'user1password',
  ],
  ['argon2id, from the reference', '$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc', 'password'],
  [
    'argon2id, its parameters in another order',
    '$argon2id$v=19$p=2,m=256,t=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc',
    'password',
  ],
  ['argon2i, from the reference', '$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$T/XOJ2mh1/TIpJHfCdQan76Q5esCFVoT5MAeIM1Oq2E', 'password'],
  [
    'argon2i of version 16, from the reference',
    '$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ',
    'password',
  ],
  [
    'argon2id as Django spells it',
    'argon2$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc',
    'password',
  ],
];

describe.each(vectors)('%s: %s', (_what, text, password) => {
  it('lets the password in that it was made of, and no other, also as it is stored', async () => {
    const hash = read(text);
    expect(await hash.verify(password)).toBe(true);
    expect(await hash.verify(`!${password}`)).toBe(false);
    const stored = readStoredImport(storedImport(hash));
    expect(stored?.canonical).toBe(hash.canonical);
    expect(await stored?.verify(password)).toBe(true);
    expect(await stored?.verify(`!${password}`)).toBe(false);
    expect(hash.canonical.startsWith(hash.profile)).toBe(true);
  });
});

it('reads the first 72 bytes of a password for bcrypt, as whoever made the hash did (6.2.8 does not hold until it is upgraded)', async () => {
  const hash = read('$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui');
  const first = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  expect(await hash.verify(first)).toBe(true);
  expect(await hash.verify(`${first}anything`)).toBe(true);
  expect(await hash.verify(first.slice(0, -1))).toBe(false);
});

it('takes letters beyond ASCII as UTF-8', async () => {
  expect(await read('$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy').verify('é')).toBe(false);
  const { hash } = await import('@node-rs/bcrypt');
  expect(await read(await hash('pâté', 4)).verify('pâté')).toBe(true);
});

const salt = 'c29tZXNhbHQ';
const sum = 'A'.repeat(43);

describe('what costs so much that it could stop the server is refused, and the most that is taken is said', () => {
  it.each([
    [`$2b$15$${'.'.repeat(53)}`, 'is bcrypt of cost 15: from 4 to 14 is taken'],
    [`$2b$31$${'.'.repeat(53)}`, 'is bcrypt of cost 31: from 4 to 14 is taken'],
    [`$2b$03$${'.'.repeat(53)}`, 'is bcrypt of cost 3: from 4 to 14 is taken'],
    [`$scrypt$ln=18,r=8,p=1$${salt}$${sum}`, 'is scrypt with ln=18,r=8,p=1: up to 2^ln · r · p = 1048576 is taken'],
    [`$scrypt$ln=17,r=8,p=2$${salt}$${sum}`, 'is scrypt with ln=17,r=8,p=2: up to 2^ln · r · p = 1048576 is taken'],
    [`$scrypt$ln=4294967297,r=1,p=1$${salt}$${sum}`, 'is scrypt with ln=4294967297,r=1,p=1: up to 2^ln · r · p = 1048576 is taken'],
    [`$scrypt$ln=0,r=8,p=1$${salt}$${sum}`, 'is scrypt with ln=0,r=8,p=1: up to 2^ln · r · p = 1048576 is taken'],
    [`scrypt$1000$seasalt$8$1$${sum}=`, 'is scrypt with ln=0,r=8,p=1: up to 2^ln · r · p = 1048576 is taken'],
    [`$pbkdf2-sha256$i=2000001$${salt}$${sum}`, 'is PBKDF2 with 2000001 iterations in all its blocks: up to 2000000 is taken'],
    [`$pbkdf2-sha1$i=1000001$${salt}$${sum}`, 'is PBKDF2 with 2000002 iterations in all its blocks: up to 2000000 is taken'],
    [
      `$argon2id$v=19$m=262145,t=1,p=1$${salt}$${sum}`,
      'is argon2 with m=262145,t=1,p=1: up to m=262144, m · t = 1048576 and p=16 is taken',
    ],
    [
      `$argon2id$v=19$m=262144,t=5,p=1$${salt}$${sum}`,
      'is argon2 with m=262144,t=5,p=1: up to m=262144, m · t = 1048576 and p=16 is taken',
    ],
    [`$argon2id$v=19$m=1024,t=1,p=17$${salt}$${sum}`, 'is argon2 with m=1024,t=1,p=17: up to m=262144, m · t = 1048576 and p=16 is taken'],
  ])('%s', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it.each([
    `$2b$14$${'.'.repeat(53)}`,
    `$scrypt$ln=17,r=8,p=1$${salt}$${sum}`,
    `$pbkdf2-sha256$i=2000000$${salt}$${sum}`,
    `$argon2id$v=19$m=262144,t=4,p=1$${salt}$${sum}`,
  ])('%s is taken', (text) => {
    expect(problemOf(text)).toBe('taken');
  });
});

describe('what is not exactly of a form is refused, without a word of it', () => {
  it.each([
    '',
    'three lamps over water',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    'import:$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
    '$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
    '$2b$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
    '$2b$+5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
    '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe',
    '$2b$05$CCCCCCCCCCCCCCCCCCCCCCE5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
    '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeX',
    '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n',
    `$scrypt$ln=4,r=8$${salt}$${sum}`,
    `$scrypt$ln=4,r=8,p=1,x=1$${salt}$${sum}`,
    `$scrypt$ln=4,ln=4,r=8,p=1$${salt}$${sum}`,
    `$scrypt$ln=04,r=8,p=1$${salt}$${sum}`,
    `$scrypt$v=1$ln=4,r=8,p=1$${salt}$${sum}`,
    `$scrypt-other$ln=4,r=8,p=1$${salt}$${sum}`,
    `$scrypt-constructor$ln=4,r=8,p=1$${salt}$${sum}`,
    `$pbkdf2-sha256$i=0$${salt}$${sum}`,
    `$pbkdf2-sha256$i=10,l=64$${salt}$${sum}`,
    `$pbkdf2-sha256$i=10$${salt}$AAAA`,
    `$pbkdf2-md5$i=10$${salt}$${sum}`,
    `pbkdf2_sha256$-1$seasalt$${sum}=`,
    `$argon2id$v=19$m=64,t=1,p=1,keyid=AAAA$${salt}$${sum}`,
    `$argon2id$v=19$m=64,t=1,p=1,data=AAAA$${salt}$${sum}`,
    `$argon2id$v=18$m=64,t=1,p=1$${salt}$${sum}`,
    `$argon2id$v=19$m=64,t=1,p=1$c2FsdA$${sum}`,
    `$argon2id$v=19$m=64,t=1,p=1$${salt}$${'A'.repeat(42)}B`,
    `$argon2x$v=19$m=64,t=1,p=1$${salt}$${sum}`,
    `$2b$05$${'.'.repeat(5000)}`,
  ])('%j', (text) => {
    expect(problemOf(text)).toMatch(/^is (?:of no known format: |no (?:bcrypt|scrypt|PBKDF2|argon2) hash of the form )/);
  });
});
