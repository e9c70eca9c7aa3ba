import { expect, test } from 'vitest';
import { HttpError } from '../egress/http.ts';
import { NotAllowedError, UnavailableError } from '../errors/vmrkit-error.ts';
import { toSignInError } from './to-sign-in-error.ts';

const secret = 'eyJ.secret.token';
const failed = (fields: object, cause?: unknown) =>
  Object.assign(new Error(secret, cause === undefined ? undefined : { cause }), fields);
const answered = (error: string, error_description = '') =>
  failed({ code: 'OAUTH_RESPONSE_BODY_ERROR', error, error_description });

test.each<[string, unknown, string]>([
  ['a used code', answered('invalid_grant', `AADSTS54005: ${secret}`), 'ERR_SIGN_IN_EXPIRED'],
  ['a consent that is missing', answered('invalid_grant', 'AADSTS65001: no'), 'ERR_SIGN_IN_SETTINGS'],
  ['a person who gave up', answered('access_denied'), 'ERR_SIGN_IN_REFUSED'],
  ['a person who must act', answered('interaction_required'), 'ERR_SIGN_IN_REFUSED'],
  ['a wrong secret', answered('invalid_client', 'AADSTS7000215'), 'ERR_SIGN_IN_SETTINGS'],
  ['a busy server', answered('temporarily_unavailable'), 'ERR_SIGN_IN_UNAVAILABLE'],
  ['an error of nobody’s', answered(`${secret}<script>`), 'ERR_SIGN_IN_SETTINGS'],
  ['another state', failed({ code: 'OAUTH_INVALID_RESPONSE' }), 'ERR_SIGN_IN_FORGED'],
  ['another key', failed({ code: 'OAUTH_KEY_SELECTION_FAILED' }), 'ERR_SIGN_IN_FORGED'],
  ['an old proof', failed({ code: 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED' }), 'ERR_SIGN_IN_EXPIRED'],
  ['HTML', failed({ code: 'OAUTH_RESPONSE_IS_NOT_JSON' }), 'ERR_SIGN_IN_UNAVAILABLE'],
  [
    'a call that was cut beneath',
    failed({ code: 'OAUTH_PARSE_ERROR' }, new HttpError('Cut.', { code: 'ERR_HTTP_CUT', sent: 'maybe' })),
    'ERR_SIGN_IN_UNAVAILABLE',
  ],
  ['an error of ours', new NotAllowedError('No.', { code: 'ERR_SIGN_IN_CLAIMS' }), 'ERR_SIGN_IN_CLAIMS'],
  [
    'a consent that we found missing',
    new UnavailableError('No.', { code: 'ERR_SIGN_IN_SETTINGS' }),
    'ERR_SIGN_IN_SETTINGS',
  ],
  ['a fault in the program', new TypeError(secret), 'ERR_SIGN_IN_UNAVAILABLE'],
  ['no error at all', secret, 'ERR_SIGN_IN_UNAVAILABLE'],
])('%s', (_, thrown, code) => {
  const error = toSignInError(thrown);
  expect(error.code).toBe(code);
  expect(error.message).not.toContain(secret);
});

test('names the code that the operator looks up', () => {
  expect(toSignInError(answered('invalid_client', `AADSTS7000222: ${secret}`)).message).toContain(
    'AADSTS7000222',
  );
  expect(toSignInError(answered('server_error', 'MSIS9604: busy')).message).toContain('(MSIS9604)');
  expect(toSignInError(answered('invalid_scope')).message).toContain('invalid_scope');
});
