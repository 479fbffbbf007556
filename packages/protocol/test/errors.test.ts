/** The one error class, the table, and how errors look from outside. */
import { type ErrorCode, errorTable, GemelError, optionsError, problemFrom, toGemelError } from '@gemel/protocol';
import { describe, expect, test } from 'vitest';

const codes = Object.keys(errorTable) as ErrorCode[]; // the table has exactly these

describe('a GemelError', () => {
  test.each(codes)('%s has the message, status and value of the table', (code) => {
    const error = new GemelError(code, { sid: 's' });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'GemelError', code, message: errorTable[code].summary, cause: { sid: 's' } });
    expect(error.isRefusal).toBe(errorTable[code].status < 500);
  });

  test('has no cause where none is given', () => {
    expect('cause' in new GemelError('internal')).toBe(false);
  });

  test('is made of any other error, and left alone where it is one', () => {
    const error = new GemelError('token_expired');
    expect(toGemelError(error)).toBe(error);
    const other = new Error('disk');
    expect(toGemelError(other)).toMatchObject({ code: 'internal', cause: other });
    expect(toGemelError(other, 'store_unavailable')).toMatchObject({ code: 'store_unavailable', cause: other });
    expect(toGemelError(undefined).code).toBe('internal');
  });
});

describe('the table of errors', () => {
  test.each(codes)('%s has a summary of one line and a value that OAuth allows in a header', (code) => {
    const { summary, error } = errorTable[code];
    expect(summary).toMatch(/^[A-Z][^\n"\\]*\.$/);
    expect(error).toMatch(/^[a-z_]+$/);
  });

  test('hides what exactly is wrong with a credential', () => {
    const exposed = codes.filter(
      (code) => /^(token|session|refresh)_/.test(code) && errorTable[code].status === 401 && !errorTable[code].coarse,
    );
    expect(exposed).toEqual([]);
  });
});

describe('an error of options', () => {
  test('names what was being built and the one problem', () => {
    expect(optionsError('createX', ['a takes b'])).toMatchObject({
      code: 'options_invalid',
      message: 'createX: a takes b',
      cause: ['a takes b'],
    });
  });

  test('names all problems, a line each', () => {
    expect(optionsError('createX', ['a takes b', 'c takes d']).message).toBe('createX:\n- a takes b\n- c takes d');
  });
});

describe('an error told outside', () => {
  test.each(codes)('%s is problem+json that nobody stores', (code) => {
    const { status, headers, body } = problemFrom(new GemelError(code, 'told to nobody'));
    expect(status).toBe(errorTable[code].status);
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(body).toMatchObject({ status, error: errorTable[code].error });
    expect(body.type).toBe(`urn:gemel:error:${body.code}`);
    expect(body.error_description).toBe(body.title);
    expect(JSON.stringify({ headers, body })).not.toContain('told to nobody');
    expect('www-authenticate' in headers).toBe(status === 401 || ['permission_missing', 'authorization_malformed'].includes(code));
    expect('retry-after' in headers).toBe(status === 503 || status === 429);
  });

  test.each([
    ['token_expired', 'invalid_token', 'The credential is not valid.', 'Bearer error="invalid_token"'],
    ['session_revoked', 'invalid_token', 'The credential is not valid.', 'Bearer error="invalid_token"'],
    ['refresh_token_reused', 'invalid_grant', 'The grant is not valid.', undefined],
    ['authentication_required', 'authentication_required', 'Sign in first.', 'Bearer realm="gemel"'],
    ['sign_in_failed', 'sign_in_failed', 'The e-mail address or the password is wrong.', 'Bearer realm="gemel"'],
    [
      'authorization_malformed',
      'authorization_malformed',
      'The Authorization header is not one Bearer or DPoP credential.',
      'Bearer error="invalid_request"',
    ],
    [
      'permission_missing',
      'permission_missing',
      'The credential lacks a permission, role or scope that this needs.',
      'Bearer error="insufficient_scope"',
    ],
    ['client_unknown', 'client_unknown', 'The client is not registered, or its secret or assertion is wrong.', 'Basic realm="gemel"'],
    ['credential_kind_wrong', 'credential_kind_wrong', 'This is open to another kind of credential.', undefined],
  ] as const)('%s shows as %s', (code, shown, title, challenge) => {
    const { headers, body } = problemFrom(new GemelError(code));
    expect(body).toMatchObject({ code: shown, title });
    expect(headers['www-authenticate']).toBe(challenge);
  });

  test.each([
    [{}, 'Bearer error="insufficient_user_authentication"'],
    [{ maxAuthAge: 300 }, 'Bearer error="insufficient_user_authentication", max_age="300"'],
    [{ acr: 'aal2' }, 'Bearer error="insufficient_user_authentication", acr_values="aal2"'],
    [{ acr: 'aal2', maxAuthAge: 0 }, 'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="0"'],
  ])('authentication_too_old asks for %j', (challenge, header) => {
    expect(problemFrom(new GemelError('authentication_too_old'), challenge).headers['www-authenticate']).toBe(header);
  });

  test('a refusal asks for what it names itself, and shows nothing else of its cause', () => {
    const headerOf = (error: GemelError): string | undefined => problemFrom(error).headers['www-authenticate'];
    expect(headerOf(new GemelError('authentication_too_old', { maxAuthAge: 300, sid: 'told to nobody' }))).toBe(
      'Bearer error="insufficient_user_authentication", max_age="300"',
    );
    expect(headerOf(new GemelError('authentication_too_weak', { acr: 'aal2' }))).toBe(
      'Bearer error="insufficient_user_authentication", acr_values="aal2"',
    );
    expect(headerOf(new GemelError('authentication_too_weak', 'aal2'))).toBe('Bearer error="insufficient_user_authentication"');
    expect(headerOf(new GemelError('token_expired', { acr: 'aal2' }))).toBe('Bearer error="invalid_token"');
  });

  test('asks for no step-up where that is not what is missing', () => {
    const { headers } = problemFrom(new GemelError('token_expired'), { maxAuthAge: 300, acr: 'aal2' });
    expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });
});
