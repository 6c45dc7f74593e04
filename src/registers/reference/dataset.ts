import { Float } from 'type-graphql';
import { Column, RegisterType } from '../../planning/decorators';
import { DateScalar } from '../../values/scalars';

@RegisterType({
  register: 'gateway',
  view: 'dataset',
  key: ['as_of'],
  about: null,
  description: 'The demonstration data set that is loaded now.',
})
export class Dataset {
  @Column('as_of', {
    type: DateScalar,
    nullable: false,
    is: 'statistical',
    description: 'The day as of which the data stand: the default of every `on`.',
  })
  asOf!: string;

  @Column('citizens', {
    type: Float,
    stored: 'bigint',
    is: 'statistical',
    description: 'How many living citizens the nation was made with.',
  })
  citizens!: number | null;

  @Column('seed', {
    type: Float,
    stored: 'bigint',
    is: 'statistical',
    description: 'The seed it was made from; the same seed and size give the same nation.',
  })
  seed!: number | null;

  @Column('generator', { type: String, is: 'statistical', description: 'The generator and its version.' })
  generator!: string | null;
}
