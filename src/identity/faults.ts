/** A value of a configuration file and where it stands, such as `issuers[0].kinds`. */
export interface Place {
  readonly value: unknown;
  readonly name: string;
}

/** Gives the place of an object's field. */
export type Fields = (field: string) => Place;

const MOST_CHARACTERS = 1_000;

/**
 * Reads values out of parsed JSON and collects what is wrong with them, each with its place, so that all can be told at once.
 * A wrong value is read as an empty one; no value is ever repeated in a fault.
 */
export class Faults {
  readonly found: string[] = [];

  add(place: string, reason: string): void {
    this.found.push(place === '' ? reason : `${place}: ${reason}`);
  }

  /**
   * What `read` makes of an object, given the way to its fields; null for anything else. A field that is none of these is a
   * fault, since a slip of the pen may open a door.
   */
  object<Value>({ value, name }: Place, fields: readonly string[], read: (field: Fields) => Value): Value | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(name, `an object with the fields ${fields.join(', ')} is needed`);
      return null;
    }
    const object = value as Readonly<Record<string, unknown>>;
    for (const field of Object.keys(object).filter((key) => !fields.includes(key))) {
      this.add(join(name, field.slice(0, 40)), `there is no such field, but ${fields.join(', ')}`);
    }
    return read((field) => ({ value: object[field], name: join(name, field) }));
  }

  /** What `read` makes of a value, or `missing` when it is left out. */
  optional<Value>(place: Place, missing: Value, read: (place: Place) => Value): Value {
    return place.value === undefined ? missing : read(place);
  }

  list({ value, name }: Place): readonly Place[] {
    if (Array.isArray(value) && value.length > 0) {
      return value.map((item: unknown, index) => ({ value: item, name: `${name}[${index}]` }));
    }
    this.add(name, 'a list with one item at least is needed');
    return [];
  }

  text({ value, name }: Place): string {
    if (typeof value === 'string' && value !== '' && value.length <= MOST_CHARACTERS && !/\p{Cc}/u.test(value))
      return value;
    this.add(name, `text of 1 to ${MOST_CHARACTERS} characters without control characters is needed`);
    return '';
  }

  boolean({ value, name }: Place): boolean {
    if (typeof value !== 'boolean') this.add(name, 'true or false is needed');
    return value === true;
  }

  choice<Choice extends string>({ value, name }: Place, from: readonly [Choice, ...Choice[]]): Choice {
    const chosen = from.find((known) => known === value);
    if (chosen === undefined) this.add(name, `one of ${from.join(', ')} is needed`);
    return chosen ?? from[0];
  }

  choices<Choice extends string>(place: Place, from: readonly [Choice, ...Choice[]]): readonly Choice[] {
    return this.list(place).map((item) => this.choice(item, from));
  }
}

function join(name: string, field: string): string {
  return name === '' ? field : `${name}.${field}`;
}
