import type { GraphQLSchema } from 'graphql';
import { assembleSchema } from '../planning/schema';
import { AgreementsResolver } from './administration/agreements';
import { AgreementDecisionsResolver } from './administration/decisions';
import { EmployerEntry } from './employer';
import { ENTRIES } from './entries';
import './links';
import { PersonEntry } from './person';
import { SearchPeopleResolver } from './search-people';
import { StatementsResolver } from './statements';
import { MyDisclosuresResolver } from './subject-access/my-disclosures';
import { MyRecordResolver } from './subject-access/my-record';
import { DisclosureObjectionResolver, ObjectionsResolver } from './subject-access/objections';
import { VerifyResolver } from './verify';

let schema: GraphQLSchema | undefined;

/** The whole graph, built once per process. */
export function graphSchema(): GraphQLSchema {
  return (schema ??= assembleSchema([
    ...ENTRIES,
    PersonEntry,
    EmployerEntry,
    SearchPeopleResolver,
    StatementsResolver,
    AgreementsResolver,
    AgreementDecisionsResolver,
    VerifyResolver,
    MyRecordResolver,
    MyDisclosuresResolver,
    ObjectionsResolver,
    DisclosureObjectionResolver,
  ]));
}
