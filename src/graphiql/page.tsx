import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useMemo } from 'react';
import { useAccess } from './access';
import { AccessBar } from './access-bar';
import { EXAMPLES } from './examples';
import { EXAMPLES_PLUGIN } from './examples-plugin';
import { fetchGraphql } from './fetch-graphql';
import { useForgottenSchema } from './forget-schema';
import { PLAN_PLUGIN, PlanSummary } from './plan-plugin';

const plugins = [EXAMPLES_PLUGIN, PLAN_PLUGIN, HISTORY_PLUGIN];

/**
 * A new visitor finds the first example in the editor, with its variables; a returning one finds the tabs as they
 * were left. (GraphiQL 5.4 loses the variables of `defaultTabs`, hence the initial texts.)
 */
const isNewVisitor = localStorage.getItem('graphiql:tabState') === null;
const firstExample = isNewVisitor ? EXAMPLES[0] : undefined;

/** The bar that says who asks, and GraphiQL with the schema of their view. */
export function Page() {
  const { token, purpose } = useAccess();
  // GraphiQL asks for the schema anew whenever it is given another fetcher; the case changes no schema.
  const fetcher = useMemo<typeof fetchGraphql>(
    () => (params, options) => fetchGraphql(params, options),
    [token, purpose],
  );
  return (
    <div className="lienthong-page">
      <AccessBar />
      <GraphiQL
        fetcher={fetcher}
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
          <Footer />
        </GraphiQL.Footer>
      </GraphiQL>
    </div>
  );
}

function Footer() {
  useForgottenSchema();
  return <PlanSummary />;
}
