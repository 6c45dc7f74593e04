/** An operation as the generator makes it: free of conflicts only once it is written, see `write-operation.ts`. */
export interface Drawn {
  readonly root: readonly Selection[];
  /** Whether it is asked a second time with other variables. */
  readonly again: boolean;
  /** A register that does not answer, or null. */
  readonly failing: string | null;
}

export type Selection = FieldSelection | InlineFragment | Spread;

export interface FieldSelection {
  readonly kind: 'field';
  readonly name: string;
  readonly alias: string | null;
  readonly args: readonly ArgumentDraw[];
  readonly directive: DirectiveDraw | null;
  readonly selections: readonly Selection[];
}

export interface InlineFragment {
  readonly kind: 'inline';
  readonly typed: boolean;
  readonly directive: DirectiveDraw | null;
  readonly selections: readonly Selection[];
}

/** A named fragment on the type at hand: one that was written before, or where there is none a new one. */
export interface Spread {
  readonly kind: 'spread';
  /** Which of those written before; null for a new one. */
  readonly known: number | null;
  readonly directive: DirectiveDraw | null;
  readonly selections: readonly Selection[];
}

export interface ArgumentDraw {
  readonly name: string;
  readonly value: DrawnValue;
  /** The value when the operation is asked again. */
  readonly other: DrawnValue;
  /** How it is given; a variable may have a default and may be left out. */
  readonly by: 'literal' | 'variable' | 'nullable variable' | 'default' | 'absent variable';
}

/** A value of an argument; a cursor is made when the operation is written, for the filter beside it. */
export type DrawnValue =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'enum'; readonly name: string }
  | { readonly is: 'object'; readonly fields: readonly ArgumentDraw[] }
  | { readonly is: 'cursor'; readonly key: readonly string[]; readonly foreign: boolean };

export interface DirectiveDraw {
  readonly name: 'skip' | 'include';
  readonly value: boolean;
  readonly byVariable: boolean;
}
