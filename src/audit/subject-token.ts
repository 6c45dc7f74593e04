import { type Register, REGISTERS } from '../values/databases';
import { createKeyedHash } from './keyed-hash';
import type { Subjects } from './record';

/** Makes the tokens under which data subjects stand in the audit log: HMAC-SHA-256 of a register and a record's key. */
export interface SubjectTokens {
  /** The 16 bytes under which a record is recorded now. */
  token(register: Register, recordKey: string): Buffer;
  /** The same in hexadecimal. */
  hex(register: Register, recordKey: string): string;
  /** The tokens of all keys, the newest first: those under which a record may have been recorded. */
  tokensOf(register: Register, recordKey: string): readonly Buffer[];
  /** The subjects of one register, in an order that says nothing of theirs. */
  subjects(register: Register, recordKeys: ReadonlySet<string>): Subjects;
}

/** `keys` have 32 bytes each, the one in use first, and are kept outside the databases. */
export function createSubjectTokens(keys: readonly Buffer[]): SubjectTokens {
  const hashes = keys.map(createKeyedHash);
  const [newest] = hashes;
  if (!newest) throw new RangeError('subjects need a key');
  const recent = new Map(
    REGISTERS.map((register) => [register, new Recent((key) => new Token(newest(toText(register, key))))]),
  );
  const tokenOf = (register: Register): ((recordKey: string) => Token) => {
    const of = recent.get(register);
    return (recordKey) => of?.get(recordKey) ?? new Token(newest(toText(register, recordKey)));
  };
  return {
    token: (register, recordKey) => Buffer.from(tokenOf(register)(recordKey).letters, 'latin1'),
    hex: (register, recordKey) => tokenOf(register)(recordKey).hex,
    tokensOf: (register, recordKey) => hashes.map((hash) => Buffer.from(hash(toText(register, recordKey)), 'latin1')),
    subjects: (register, recordKeys) => {
      const of = tokenOf(register);
      const tokens: Token[] = [];
      for (const recordKey of recordKeys) tokens.push(of(recordKey));
      return { register, tokens: Buffer.from(inOrder(tokens), 'latin1') };
    },
  };
}

/** A token as it is handled here. */
class Token {
  /** Its first 48 bits. */
  readonly place: number;
  private digits: string | null = null;

  /** `letters` has one for each byte. */
  constructor(readonly letters: string) {
    this.place = Buffer.from(letters, 'latin1').readUIntBE(0, 6);
  }

  get hex(): string {
    return (this.digits ??= Buffer.from(this.letters, 'latin1').toString('hex'));
  }
}

const PLACE_BITS = 48;
/** Up to which a number is exact. */
const NUMBER_BITS = 53;

/**
 * The letters of tokens in the order of their bytes. They are sorted as numbers that begin with a token's first bits and end with
 * where it was: twice as fast as by comparing two at a time. Which of two that begin alike comes first says nothing.
 */
function inOrder(tokens: readonly Token[]): string {
  const room = 2 ** Math.ceil(Math.log2(Math.max(1, tokens.length)));
  const cut = Math.max(1, 2 ** (PLACE_BITS - NUMBER_BITS) * room);
  const numbers = new Float64Array(tokens.length);
  tokens.forEach(({ place }, i) => (numbers[i] = Math.floor(place / cut) * room + i));
  let letters = '';
  numbers.sort().forEach((number) => (letters += tokens[number - Math.floor(number / room) * room]?.letters ?? ''));
  return letters;
}

/**
 * The tokens that were made last, since a person's records are disclosed in one answer, and counted, and often in the next
 * answer too: of each register the last 16,000 at least, some 10 MB. What was not asked for since the young ones were last
 * called old is forgotten.
 */
class Recent {
  private young = new Map<string, Token>();
  private old = new Map<string, Token>();

  constructor(private readonly make: (key: string) => Token) {}

  get(key: string): Token {
    const known = this.young.get(key);
    if (known !== undefined) return known;
    const token = this.old.get(key) ?? this.make(key);
    if (this.young.size === RECENT_MOST) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, token);
    return token;
  }
}

const RECENT_MOST = 16_000;

/** No register's name holds a zero, so a text says one register and one key only. */
function toText(register: Register, recordKey: string): string {
  return `${register}\0${recordKey}`;
}
