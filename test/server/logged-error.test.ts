import { DatabaseError } from 'pg';
import { toLogged } from '../../src/server/logged-error';

test('a database’s error about a row is logged with its code and place, and without its words', () => {
  const error = new DatabaseError('invalid input syntax for type date: "Nguyễn Văn A"', 1, 'error');
  error.code = '22007';
  error.detail = 'Key (personal_id)=(904185012345) already exists.';
  error.where = 'unnamed portal with parameters: $1 = 904185012345';
  const logged = toLogged(error);
  expect(logged).toMatchObject({ type: 'error', code: '22007', message: '…' });
  expect(JSON.stringify(logged)).not.toMatch(/904185012345|Nguyễn/);
  expect(logged['stack']).toMatch(/logged-error\.test/);
});

test('a database’s error about itself is logged with its words', () => {
  const error = new DatabaseError('relation "share.card" does not exist', 1, 'error');
  error.code = '42P01';
  expect(toLogged(error)).toMatchObject({ code: '42P01', message: 'relation "share.card" does not exist' });
});

test('what caused an error is logged with it, and an identifier in a message is left out', () => {
  const error = new Error('no answer for 904185012345', { cause: new TypeError('0412345678 is not a function') });
  expect(toLogged(error)).toMatchObject({ message: 'no answer for …', cause: { message: '… is not a function' } });
});

test('what is thrown without being an error is logged by its kind alone', () => {
  expect(toLogged('904185012345')).toEqual({ type: 'string' });
});
