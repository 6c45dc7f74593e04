import { useGraphiQL, useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

/**
 * Makes the editor forget the last persona's schema while there is none. GraphiQL 5.4 tells its editor of a new schema
 * only, so who is refused would be offered completions of somebody else's view.
 */
export function useForgottenSchema(): void {
  const hasSchema = useGraphiQL((state) => Boolean(state.schema));
  const language = useMonaco((state) => state.monacoGraphQL);
  useEffect(() => {
    if (!hasSchema) language?.setSchemaConfig([]);
  }, [hasSchema, language]);
}
