import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';
import { EXAMPLES, type Example } from './examples';

/** The list of example queries; choosing one opens it, with its variables, in a tab of its own. */
function ExampleList() {
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

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
        {EXAMPLES.map((example) => (
          <li key={example.title}>
            <button type="button" onClick={() => openExample(example)}>
              <strong>{example.title}</strong>
              <span>{example.about}</span>
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
