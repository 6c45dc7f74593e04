import { Ctx, Query, Resolver } from 'type-graphql';
import { declareByNameOnly } from '../../planning/view/by-name-only';
import type { Row } from '../../planning/row';
import { findUnited } from '../../planning/united-entry';
import { Person } from '../person';
import { requireSubject, type SubjectContext } from './subject-context';

declareByNameOnly('Query.myRecord');

@Resolver()
export class MyRecordResolver {
  @Query(() => Person, {
    nullable: true,
    description:
      'What the registers state about the personal ID of whoever asks, as their access token says; null when none of them states it.',
  })
  myRecord(@Ctx() context: SubjectContext): Promise<Row | null> {
    return findUnited(Person, requireSubject(context).personalId, context);
  }
}
