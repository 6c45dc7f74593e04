import type { Database } from '../../values/databases';
import type { EdgeDeclaration } from '../declaration';
import type { CountPart, KeyedPart, PagePart, Part, Reading, Step } from './plan';
import { largestText } from './reading';
import { writeStatement } from './sql';

/** A count as JSON. */
const COUNT_BYTES = 20;

interface OpenStep {
  readonly id: number;
  readonly database: Database;
  readonly purpose: Step['purpose'];
  readonly parent: OpenStep | null;
  readonly gate: number | null;
  readonly parts: Part[];
}

/** What a statement waits for: the rows of another, or the evidence of a field of the root. */
type After = Pick<OpenStep, 'parent' | 'gate'>;

const NOTHING: After = { parent: null, gate: null };

/**
 * Gathers what an operation asks of the registers into statements: what needs the same step's rows, or none, of one
 * register goes into one statement. A count is a statement of its own.
 */
export class StepsBuilder {
  private readonly open: OpenStep[] = [];
  private readonly stepOf = new Map<Reading, OpenStep>();
  private parts = 0;

  keyed(part: Omit<KeyedPart, 'kind' | 'id'>): KeyedPart {
    return this.add({ ...part, kind: 'keyed', id: this.parts++ }, part.rows, this.afterWhat(part.source));
  }

  page(part: Omit<PagePart, 'kind' | 'id'>): PagePart {
    return this.add({ ...part, kind: 'page', id: this.parts++ }, part.rows, NOTHING);
  }

  count(part: Omit<CountPart, 'kind' | 'id'>): CountPart {
    const whole: CountPart = { ...part, kind: 'count', id: this.parts++ };
    this.begin(databaseOf(part.type), 'count', NOTHING).parts.push(whole);
    return whole;
  }

  /** The part that follows an edge from these very rows, if the operation has asked for one. */
  findFrom(source: Reading, edge: EdgeDeclaration): KeyedPart | undefined {
    return this.open
      .flatMap(({ parts }) => parts)
      .find((part): part is KeyedPart => part.kind === 'keyed' && part.source === source && part.edge === edge);
  }

  /** Writes the statements; nothing more can be asked for afterwards. */
  finish(): readonly Step[] {
    const done = new Map<OpenStep, Step>();
    for (const step of this.open) {
      const parent = step.parent && (done.get(step.parent) as Step);
      const written = writeStatement(step.parts);
      done.set(step, {
        ...step,
        ...written,
        parent,
        level: parent ? parent.level + 1 : step.gate === null ? 0 : 1,
        height: this.heightOf(step),
        bounds: {
          rows: written.outputs.reduce((sum, output) => sum + ('kind' in output ? 1 : output.most), 0),
          bytes: written.outputs.reduce(
            (sum, output) => sum + ('kind' in output ? COUNT_BYTES : largestText(output)),
            0,
          ),
        },
      });
    }
    return [...done.values()];
  }

  private heightOf(step: OpenStep): number {
    const children = this.open.filter(({ parent }) => parent === step);
    const below = 1 + Math.max(0, ...children.map((child) => this.heightOf(child)));
    // What is gated waits for all that stands before it.
    const isBeforeGate = step.parent === null && step.gate === null && this.open.some(({ gate }) => gate !== null);
    return isBeforeGate ? below + 1 : below;
  }

  private add<P extends KeyedPart | PagePart>(part: P, rows: Reading, after: After): P {
    const database = databaseOf(rows.type);
    const step =
      this.open.find(
        (open) =>
          open.parent === after.parent &&
          open.gate === after.gate &&
          open.database === database &&
          open.purpose === 'rows',
      ) ?? this.begin(database, 'rows', after);
    step.parts.push(part);
    this.stepOf.set(rows, step);
    return part;
  }

  private begin(database: Database, purpose: Step['purpose'], { parent, gate }: After): OpenStep {
    const step = { id: this.open.length, database, purpose, parent, gate, parts: [] };
    this.open.push(step);
    return step;
  }

  /** The step whose statement reads these rows; none for keys that arguments name. */
  private afterWhat(reading: Reading): After {
    const { origin } = reading;
    if (origin.of === 'arguments') return { parent: null, gate: origin.isGated ? origin.rootIndex : null };
    if (origin.of === 'nested') return this.afterWhat(origin.within);
    return { parent: this.stepOf.get(reading) ?? null, gate: null };
  }
}

function databaseOf({ source, type }: Reading['type']): Database {
  if (!source) throw new Error(`${type.name} unites registers and has no statement of its own`);
  return source.database;
}
