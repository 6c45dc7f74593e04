import type * as Graphql from 'graphql';
import type * as TypeGraphql from 'type-graphql';
import type * as Composed from '../../src/planning/composed';
import type * as Declaration from '../../src/planning/declaration';
import type * as Decorators from '../../src/planning/decorators';
import type * as Entry from '../../src/planning/entry';
import type * as Schema from '../../src/planning/schema';

/** Declarations live in stores of the whole process, so each case is declared in a set of modules of its own. */
interface Planning {
  readonly graphql: typeof Graphql;
  readonly typeGraphql: typeof TypeGraphql;
  readonly composed: typeof Composed;
  readonly declaration: typeof Declaration;
  readonly decorators: typeof Decorators;
  readonly entry: typeof Entry;
  readonly schema: typeof Schema;
}

function withPlanning(declare: (planning: Planning) => void): void {
  jest.isolateModules(() => {
    declare({
      graphql: jest.requireActual<typeof Graphql>('graphql'),
      typeGraphql: jest.requireActual<typeof TypeGraphql>('type-graphql'),
      composed: jest.requireActual<typeof Composed>('../../src/planning/composed'),
      declaration: jest.requireActual<typeof Declaration>('../../src/planning/declaration'),
      decorators: jest.requireActual<typeof Decorators>('../../src/planning/decorators'),
      entry: jest.requireActual<typeof Entry>('../../src/planning/entry'),
      schema: jest.requireActual<typeof Schema>('../../src/planning/schema'),
    });
  });
}

const STATISTICAL = { type: String, is: 'statistical', description: 'What it is.' } as const;

/** A class whose prototype is not `any`. */
interface HouseClass {
  new (): object;
  readonly prototype: object;
}

/** A type with a text column `code` and a whole number `size`, and the resolver that starts from it. */
function declareHouse(
  { decorators, entry }: Planning,
  description = 'A house.',
): { House: HouseClass; start: new () => object } {
  class House {}
  decorators.Column('code', STATISTICAL)(House.prototype, 'code');
  decorators.RegisterType({
    register: 'tax',
    view: 'house',
    key: ['code'],
    about: null,
    hidden: { size: 'integer' },
    description,
  })(House);
  const start = entry.declareEntry({
    field: 'house',
    of: () => House,
    arguments: [],
    by: ['code'],
    description: 'One.',
  });
  return { House, start };
}

beforeEach(() => {
  delete (globalThis as { TypeGraphQLMetadataStorage?: unknown }).TypeGraphQLMetadataStorage;
});

describe('the schema', () => {
  it('is built from sound declarations', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      planning.decorators.edgeToOne(House, 'next', () => House, { on: 'code', description: 'The next house.' });
      const printed = planning.graphql.printSchema(planning.schema.assembleSchema([start]));
      expect(printed).toContain('type House {');
      expect(printed).toContain('next: House');
      expect(printed).toContain('code: String');
      expect(printed).not.toContain('size');
    });
  });

  it('is refused with an object type that was not declared', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      class Garden {}
      planning.typeGraphql.Field(() => String, { description: 'x' })(Garden.prototype, 'plant');
      planning.typeGraphql.ObjectType({ description: 'A garden.' })(Garden);
      planning.typeGraphql.Field(() => Garden, { description: 'x' })(House.prototype, 'garden');
      planning.declaration.addHandWritten(House, 'garden', { is: 'administrative', identifies: false });
      expect(() => planning.schema.assembleSchema([start])).toThrow(
        'Garden is not declared: give it @RegisterType, @UnitedType or @composedType',
      );
    });
  });

  it('takes the same object type when it is declared as composed', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      class Garden {}
      planning.typeGraphql.Field(() => String, { description: 'x' })(Garden.prototype, 'plant');
      planning.composed.composedType('A garden.')(Garden);
      planning.typeGraphql.Field(() => Garden, { description: 'x' })(House.prototype, 'garden');
      planning.declaration.addHandWritten(House, 'garden', { is: 'administrative', identifies: false });
      expect(planning.schema.assembleSchema([start]).getType('Garden')).toBeDefined();
    });
  });

  it('is refused with a field of a declared type that is neither column nor edge', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      planning.typeGraphql.Field(() => String, { description: 'x' })(House.prototype, 'smell');
      expect(() => planning.schema.assembleSchema([start])).toThrow('House.smell is not declared: give it @Column');
    });
  });

  it('is refused with an entry by a column that its type does not have', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      planning.entry.declareEntry({
        field: 'houseByStreet',
        of: () => House,
        arguments: [],
        by: ['street'],
        description: 'x',
      });
      expect(() => planning.schema.assembleSchema([start])).toThrow('House declares no column "street"');
    });
  });

  it('is refused without a description, and every place is named', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning, '');
      planning.decorators.Column('colour', { ...STATISTICAL, description: '' })(House.prototype, 'colour');
      expect(() => planning.schema.assembleSchema([start])).toThrow(/^Without a description: House, House\.colour$/);
    });
  });

  it('is refused with an enum value or an argument that has no description', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      const Colour = { RED: 'r' };
      planning.typeGraphql.registerEnumType(Colour, { name: 'Colour', description: 'A colour.' });
      const paint = (): null => null;
      Object.defineProperty(House.prototype, 'paint', { configurable: true, value: paint });
      planning.declaration.addHandWritten(House, 'paint', { is: 'administrative', identifies: false });
      planning.typeGraphql.Arg('coat', () => planning.typeGraphql.Int)(House.prototype, 'paint', 0);
      planning.typeGraphql.Field(() => Colour, { nullable: true, description: 'x' })(
        House.prototype,
        'paint',
        Object.getOwnPropertyDescriptor(House.prototype, 'paint') ?? {},
      );
      expect(() => planning.schema.assembleSchema([start])).toThrow(
        /Colour\.RED.*House\.paint\(coat:\)|House\.paint\(coat:\).*Colour\.RED/,
      );
    });
  });

  it('is refused with an edge between columns of different types', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      planning.decorators.edgeToOne(House, 'next', () => House, { from: 'code', to: 'size', description: 'x' });
      expect(() => planning.schema.assembleSchema([start])).toThrow('House.next joins code (text) to size (integer)');
    });
  });

  it.each([
    ['to', { from: 'code', to: 'street' }],
    ['from', { from: 'street', to: 'code' }],
    ['order', { on: 'code', order: [['street', 'asc']] as const }],
  ])('is refused with an edge that names an unknown column: %s', (_, options) => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      planning.decorators.edgeToMany(House, 'others', () => House, { ...options, description: 'x' });
      expect(() => planning.schema.assembleSchema([start])).toThrow('House declares no column "street"');
    });
  });

  it('is refused with an edge to a type that was never declared', () => {
    withPlanning((planning) => {
      const { House, start } = declareHouse(planning);
      class Garden {}
      planning.decorators.edgeToOne(House, 'garden', () => Garden, { on: 'code', description: 'x' });
      expect(() => planning.schema.assembleSchema([start])).toThrow(
        'Garden is not declared: give it @RegisterType or @UnitedType',
      );
    });
  });

  it('is refused with an edge whose columns do not pair up', () => {
    withPlanning((planning) => {
      const { House } = declareHouse(planning);
      const declare = (options: object) => () => {
        planning.decorators.edgeToOne(House, 'next', () => House, { ...options, description: 'x' });
      };
      expect(declare({ from: ['code', 'size'], to: 'code' })).toThrow('House.next: "from" and "to" must pair up');
      expect(declare({})).toThrow('House.next: "from" and "to" must pair up');
    });
  });
});
