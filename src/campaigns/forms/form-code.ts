import { createHmac, timingSafeEqual } from 'node:crypto';
import { FORM_NUMBERS, type FormPlace } from './form';

/**
 * The code of a form says whose list it is, and that it was given out here: campaign, employer, province and form with an
 * HMAC-SHA-256 over them, cut to 128 bits. It has letters in front, so that no spreadsheet takes it for a number.
 */

const MAC_BYTES = 16;

/** `key` has 32 bytes and is this installation's own. */
export function makeFormCode(key: Buffer, place: FormPlace): string {
  const { form, campaign, employer, province } = place;
  return ['M' + form, campaign, employer, province, macOf(key, place).toString('base64url')].join('.');
}

/** The form of a code, or null for text that is no code or was not made with this key. */
export function readFormCode(key: Buffer, text: string): FormPlace | null {
  const [number, campaign, employer, province, mac, ...rest] = text.trim().split('.');
  const form = FORM_NUMBERS.find((each) => `M${each}` === number);
  if (!form || campaign === undefined || employer === undefined || province === undefined) return null;
  const given = Buffer.from(mac ?? '', 'base64url');
  if (rest.length > 0 || given.length !== MAC_BYTES) return null;
  const place: FormPlace = { campaign, employer, province, form };
  return timingSafeEqual(given, macOf(key, place)) ? place : null;
}

function macOf(key: Buffer, { campaign, employer, province, form }: FormPlace): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify(['form', campaign, employer, province, form]))
    .digest()
    .subarray(0, MAC_BYTES);
}
