import type { Attack, Holds } from '../attack';
import { both, refused } from '../holds';
import type { World } from '../world';

/** An answer would hold the card of somebody. */
export function withToken(
  { people: { own } }: World,
  what: string,
  authorization: string,
  codes = ['TOKEN_INVALID'],
): Attack {
  const query = `{ healthCard(cardNumber: "${own[0]?.card}") { cardNumber validTo } }`;
  const headers = { authorization, 'lienthong-purpose': 'health-insurance-payment', 'lienthong-case': 'ATTACK/1' };
  const isUnauthorised: Holds = ({ status, text }) =>
    status !== 401
      ? `the status is ${status}`
      : text.includes(authorization.slice(-20))
        ? 'it repeats the token'
        : null;
  return {
    what,
    as: 'nobody',
    sent: { headers, body: JSON.stringify({ query }) },
    holds: both(refused(...codes), isUnauthorised),
  };
}

export const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const bearer = (token: string): string => `Bearer ${token}`;
