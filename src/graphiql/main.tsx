import { installStyleNonce } from './style-nonce';
import './workers';
import { createRoot } from 'react-dom/client';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './shell.css';
import { EXAMPLES } from './examples';
import { EXAMPLES_PLUGIN } from './examples-plugin';
import { fetchGraphql } from './fetch-graphql';
import { PLAN_PLUGIN, PlanSummary } from './plan-plugin';

installStyleNonce();

const plugins = [EXAMPLES_PLUGIN, PLAN_PLUGIN, HISTORY_PLUGIN];

/**
 * A new visitor finds the first example in the editor, with its variables; a returning one finds the tabs as they
 * were left. (GraphiQL 5.4 loses the variables of `defaultTabs`, hence the initial texts.)
 */
const isNewVisitor = localStorage.getItem('graphiql:tabState') === null;
const firstExample = isNewVisitor ? EXAMPLES[0] : undefined;

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root.');
createRoot(root).render(
  <GraphiQL
    fetcher={fetchGraphql}
    plugins={plugins}
    visiblePlugin={EXAMPLES_PLUGIN}
    initialQuery={firstExample?.query}
    initialVariables={firstExample && JSON.stringify(firstExample.variables, null, 2)}
    defaultEditorToolsVisibility="variables"
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <span className="lienthong-logo">Liên Thông</span>
    </GraphiQL.Logo>
    <GraphiQL.Footer>
      <PlanSummary />
    </GraphiQL.Footer>
  </GraphiQL>,
);
