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

/** What answers the graph's fields but for the campaigns'; importing it declares the edges between registers. */
export const GRAPH_RESOLVERS = [
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
];
