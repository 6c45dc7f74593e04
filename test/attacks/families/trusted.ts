import { createHash } from 'node:crypto';
import { TRUSTED_DOCUMENT } from '../agreements';
import type { Attack, Holds } from '../attack';
import { refused } from '../holds';
import type { Family } from '../world';

/** Getting an answer to another document than the one that the agreement trusts. */

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const trustedDocuments: Family = ({ people: { own } }) => {
  const variables = { number: own[0]?.card };
  const query = `{ healthCard(cardNumber: "${own[0]?.card}") { cardNumber validTo } }`;
  const post = (what: string, body: unknown, holds: Holds = refused('DOCUMENT_UNKNOWN')): Attack => ({
    what,
    as: 'trusted',
    sent: { body: JSON.stringify(body) },
    holds,
  });
  const persisted = (sha256Hash: unknown): object => ({ persistedQuery: { version: 1, sha256Hash } });
  const respelled = [
    `${TRUSTED_DOCUMENT} `,
    ` ${TRUSTED_DOCUMENT}`,
    `${TRUSTED_DOCUMENT}\n`,
    TRUSTED_DOCUMENT.replace('cardNumber }', 'cardNumber validTo }'),
    TRUSTED_DOCUMENT.replace('query Card', 'query Other'),
    `${TRUSTED_DOCUMENT} query Other ${query}`,
    TRUSTED_DOCUMENT.toLowerCase(),
    `\ufeff${TRUSTED_DOCUMENT}`,
    `# a comment\n${TRUSTED_DOCUMENT}`,
    [TRUSTED_DOCUMENT],
    { text: TRUSTED_DOCUMENT },
  ];
  const names = [
    'other',
    '',
    ' card',
    'card ',
    'CARD',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'sha256:',
    `sha256:${'0'.repeat(64)}`,
    `sha256:${hashOf(query)}`,
    `sha256:sha256:${hashOf(TRUSTED_DOCUMENT)}`,
    hashOf(TRUSTED_DOCUMENT).toUpperCase(),
    '../card',
    'card\u0000',
    query,
  ];
  const others = [null, 7, true, ['card'], { card: 1 }];
  return [
    ...[
      query,
      '{ __typename }',
      '{ __schema { types { name } } }',
      '{ provinces { name } }',
      'mutation { x }',
      '',
      'x',
    ].map((text) => post(`the document ${text.slice(0, 20)}`, { query: text, variables })),
    ...respelled.map((text, i) => post(`the trusted text in another spelling (${i + 1})`, { query: text, variables })),
    ...(['documentId', 'doc_id'] as const).flatMap((key) => [
      ...names.map((name) => post(`${key} ${JSON.stringify(name.slice(0, 30))}`, { [key]: name, variables })),
      ...names.map((name) =>
        post(`${key} ${JSON.stringify(name.slice(0, 30))} beside the trusted text`, {
          [key]: name,
          query: TRUSTED_DOCUMENT,
          variables,
        }),
      ),
      ...others.map((name) =>
        post(`${key} ${JSON.stringify(name)} beside another text`, { [key]: name, query, variables }),
      ),
    ]),
    ...names.map((name) =>
      post(`Apollo’s hash ${JSON.stringify(name.slice(0, 30))}`, { extensions: persisted(name), variables }),
    ),
    ...[hashOf(query), '0'.repeat(64)].map((hash) =>
      post('a text registered under its hash', { query, extensions: persisted(hash), variables }),
    ),
    ...others.map((hash) =>
      post(`Apollo’s hash ${JSON.stringify(hash)} beside another text`, {
        query,
        extensions: persisted(hash),
        variables,
      }),
    ),
    post('a list with the trusted document', [{ documentId: 'card', variables }]),
    post('a trusted document of two operations by name', {
      query: TRUSTED_DOCUMENT.replace('Card', 'A'),
      operationName: 'A',
      variables,
    }),
    ...['text/plain', 'application/graphql'].map((type): Attack => ({
      what: `the document as ${type}`,
      as: 'trusted',
      sent: { headers: { 'content-type': type }, body: query },
      holds: refused(),
    })),
    ...[
      `?query=${encodeURIComponent(query)}`,
      `?documentId=card&query=${encodeURIComponent(query)}`,
      '?documentId=card',
    ].map((search): Attack => ({
      what: `GET ${search.slice(0, 20)}`,
      as: 'trusted',
      sent: { method: 'GET', path: `/graphql${search}`, headers: { 'apollo-require-preflight': '1' } },
      holds: refused(),
    })),
  ];
};
