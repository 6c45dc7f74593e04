import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { useMemo } from 'react';
import { EXAMPLES, type Example } from './examples';

/** Why the schema of a view cannot answer an example; null when it can. A missing field says more than a missing type. */
function findLack(schema: GraphQLSchema, { query }: Example): string | null {
  const faults = validate(schema, parse(query)).map(({ message }) => message.replace(/ Did you mean .*$/s, ''));
  return faults.find((fault) => !fault.startsWith('Unknown type')) ?? faults[0] ?? null;
}

/**
 * The list of example queries, those first that the view of who asks can answer; the others say what it lacks.
 * Choosing one opens it, with its variables, in a tab of its own.
 */
function ExampleList() {
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const schema = useGraphiQL((state) => state.schema);
  const examples = useMemo(() => {
    const judged = EXAMPLES.map((example) => ({ example, lack: schema ? findLack(schema, example) : null }));
    return [...judged.filter(({ lack }) => lack === null), ...judged.filter(({ lack }) => lack !== null)];
  }, [schema]);

  function openExample({ query, variables }: Example): void {
    const variablesText = JSON.stringify(variables, null, 2);
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variablesText);
    updateActiveTabValues({ query, variables: variablesText });
    queryEditor?.focus();
  }

  return (
    <section aria-label="Examples" className="lienthong-examples">
      <div className="lienthong-title">Examples</div>
      <ul>
        {examples.map(({ example, lack }) => (
          <li key={example.title} className={lack === null ? undefined : 'lienthong-lacking'}>
            <button type="button" onClick={() => openExample(example)}>
              <strong>{example.title}</strong>
              <span>{lack === null ? example.about : `Not in this view: ${lack}`}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M8 6h12M8 12h12M8 18h12" />
      <path d="M4 6h.01M4 12h.01M4 18h.01" strokeWidth="2.5" />
    </svg>
  );
}

/** GraphiQL's panel of saved example queries. */
export const EXAMPLES_PLUGIN: GraphiQLPlugin = { title: 'Examples', icon: ExamplesIcon, content: ExampleList };
