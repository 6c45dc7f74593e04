import type { FastifyRequest } from 'fastify';
import { LienThongError } from '../errors';
import { callerOrigin } from './caller-address';
import { CallsPerMinute } from './calls-per-minute';

/** What callers without a good access token may ask, each from where they come. */
export interface StrangerLimits {
  /** Requests without a token, which the public view answers. */
  readonly publicPerMinute: number;
  /** Requests whose token is refused. */
  readonly refusedTokensPerMinute: number;
}

export const STRANGER_LIMITS: StrangerLimits = { publicPerMinute: 600, refusedTokensPerMinute: 60 };

/** Holds callers without a good token to their limits. */
export interface StrangerLimit {
  /** Throws RATE_LIMITED for a request without a token that is one too many. */
  admit(request: FastifyRequest): void;
  /**
   * What a request gets whose token was refused: RATE_LIMITED when it is one too many, and the refusal otherwise. The
   * token was checked before: a good one is answered whoever else asks from the same address, and the check costs less
   * (70 to 120 µs) than the request around it.
   */
  refuse(request: FastifyRequest, refusal: LienThongError): LienThongError;
}

export function limitStrangers(limits: StrangerLimits, now: () => number = Date.now): StrangerLimit {
  const withoutToken = new CallsPerMinute(limits.publicPerMinute, now);
  const refused = new CallsPerMinute(limits.refusedTokensPerMinute, now);
  const excess = (calls: CallsPerMinute, request: FastifyRequest): LienThongError | null => {
    const seconds = calls.count(callerOrigin(request));
    if (seconds === null) return null;
    const message = 'Too many requests without a good access token came from here within a minute; come again later';
    return new LienThongError('RATE_LIMITED', message, { most: calls.most, seconds });
  };
  return {
    admit: (request) => {
      const refusal = excess(withoutToken, request);
      if (refusal) throw refusal;
    },
    refuse: (request, refusal) => excess(refused, request) ?? refusal,
  };
}
