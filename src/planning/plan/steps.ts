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
  readonly parts: Part[];
}

/**
 * Gathers what an operation asks of the registers into statements: what needs the same step's rows, or none, of one
 * register goes into one statement. A count is a statement of its own.
 */
export class StepsBuilder {
  private readonly open: OpenStep[] = [];
  private readonly stepOf = new Map<Reading, OpenStep>();
  private parts = 0;

  keyed(part: Omit<KeyedPart, 'kind' | 'id'>): KeyedPart {
    return this.add({ ...part, kind: 'keyed', id: this.parts++ }, part.rows, this.stepFor(part.source));
  }

  page(part: Omit<PagePart, 'kind' | 'id'>): PagePart {
    return this.add({ ...part, kind: 'page', id: this.parts++ }, part.rows, null);
  }

  count(part: Omit<CountPart, 'kind' | 'id'>): CountPart {
    const whole: CountPart = { ...part, kind: 'count', id: this.parts++ };
    this.begin(databaseOf(part.type), 'count', null).parts.push(whole);
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
        level: parent ? parent.level + 1 : 0,
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
    return 1 + Math.max(0, ...this.open.filter(({ parent }) => parent === step).map((child) => this.heightOf(child)));
  }

  private add<P extends KeyedPart | PagePart>(part: P, rows: Reading, parent: OpenStep | null): P {
    const database = databaseOf(rows.type);
    const step =
      this.open.find((open) => open.parent === parent && open.database === database && open.purpose === 'rows') ??
      this.begin(database, 'rows', parent);
    step.parts.push(part);
    this.stepOf.set(rows, step);
    return part;
  }

  private begin(database: Database, purpose: Step['purpose'], parent: OpenStep | null): OpenStep {
    const step = { id: this.open.length, database, purpose, parent, parts: [] };
    this.open.push(step);
    return step;
  }

  /** The step whose statement reads these rows; none for keys that arguments name. */
  private stepFor(reading: Reading): OpenStep | null {
    const { origin } = reading;
    if (origin.of === 'arguments') return null;
    if (origin.of === 'nested') return this.stepFor(origin.within);
    return this.stepOf.get(reading) ?? null;
  }
}

function databaseOf({ source, type }: Reading['type']): Database {
  if (!source) throw new Error(`${type.name} unites registers and has no statement of its own`);
  return source.database;
}
