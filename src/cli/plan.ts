import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import {
  type DocumentNode,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { Command } from 'commander';
import { LienThongError } from '../errors';
import { graphSchema } from '../server/graph-schema';
import { compile } from '../planning/plan/compile';
import { explain } from '../planning/plan/explain';
import { WHOLE_GRAPH } from '../planning/view/rules';
import { placeOf, tellFault } from '../server/fault-text';
import { DOCUMENT_RULES, findRefusal, LIMITS } from '../server/limits';
import { queriesOnly } from '../server/queries-only';

type Variables = Readonly<Record<string, unknown>>;
/** What graphql-js finds at fault in a document or its variables. */
type Fault = ReturnType<typeof validate>[number];

const EXAMPLES = `
Examples:
  lienthong plan flagship.graphql --variables '{"province": "04"}'
  lienthong plan queries.graphql --operation Flagship --variables @variables.json
  echo '{ provinces { code name } }' | lienthong plan -

Exit codes: 0 the gateway would answer, 1 a limit refuses the operation, 2 the document or the variables are wrong.
`;

/**
 * `lienthong plan <file>`: prints what `extensions.plan` would say of an operation, without running it; needs no
 * database. An operation that a limit refuses is explained all the same, with exit code 1.
 */
export function planCommand(): Command {
  return new Command('plan')
    .description('print how an operation would be answered and what it would cost, without running it')
    .argument('<file>', 'a GraphQL document; - for standard input')
    .option('--operation <name>', 'which operation to plan, where the document has several')
    .option('--variables <json>', 'the values of its variables as a JSON object, or @file', '{}')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: { operation?: string; variables: string }) => {
      const schema = graphSchema();
      const name = file === '-' ? 'standard input' : file;
      const document = parseDocument(name, await readInput(file, name), schema);
      const operation = findOperation(name, document, options.operation);
      const variables = coerce(schema, operation, await readVariables(options.variables));
      const compiled = compile(schema, WHOLE_GRAPH, document, operation, variables);
      process.stdout.write(`${JSON.stringify(explain(compiled), null, 2)}\n`);
      const [broken] = validate(schema, document, DOCUMENT_RULES).map(({ originalError }) => originalError);
      const refusal = broken ?? findRefusal(schema, compiled, { document, operation, variables });
      if (refusal) throw refusal;
    });
}

/** A file's text, or that of standard input for `-`. `name` is how an error calls the file. */
async function readInput(file: string, name: string): Promise<string> {
  try {
    return await (file === '-' ? readText(process.stdin) : readFile(file, 'utf8'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw wrong([`${name}: the file cannot be read (${code ?? String(cause)})`], cause);
  }
}

/** The document, valid but for limits. Throws all its faults, each with line and column. */
function parseDocument(name: string, source: string, schema: GraphQLSchema): DocumentNode {
  const tell = (fault: Fault): string => {
    const [place] = fault.locations ?? [];
    return `${name}${place ? `:${place.line}:${place.column}` : ''}: ${tellSafely(fault)}`;
  };
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: LIMITS.tokens });
  } catch (error) {
    throw wrong([tell(error as Fault)]);
  }
  const faults = validate(schema, document, [...specifiedRules, queriesOnly], { maxErrors: Infinity });
  if (faults.length > 0) throw wrong(faults.map(tell));
  return document;
}

/** The operation of the wanted name, or the only one. A valid document has one at least. */
function findOperation(name: string, document: DocumentNode, wanted: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const found = wanted === undefined ? operations : operations.filter((each) => each.name?.value === wanted);
  const [operation] = found;
  if (operation && found.length === 1) return operation;
  const names = operations.map((each) => each.name?.value ?? 'one without a name').join(', ');
  throw wrong([
    wanted === undefined
      ? `${name}: the document has several operations; choose one with --operation: ${names}`
      : `--operation: the document has no operation of this name, but: ${names}`,
  ]);
}

async function readVariables(words: string): Promise<Variables> {
  const isFile = words.startsWith('@');
  const text = isFile ? await readInput(words.slice(1), `--variables: ${words.slice(1)}`) : words;
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw wrong([`--variables: ${isFile ? words.slice(1) : 'the text'} is not JSON`]);
  }
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values as Variables;
  throw wrong(['--variables: the values of the variables are a JSON object, such as {"province": "04"}']);
}

function coerce(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Variables): Variables {
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  if (errors) throw wrong(errors.map((fault) => `--variables: ${tellSafely(fault)}`));
  return coerced;
}

/** Says a fault as the gateway does: without the values that it is about. */
function tellSafely(fault: Fault): string {
  const { originalError, message } = fault;
  return originalError instanceof LienThongError
    ? `${placeOf(fault)}${originalError.message}`
    : tellFault(fault, message);
}

function wrong(faults: readonly string[], cause?: unknown): LienThongError {
  return new LienThongError('CONFIGURATION_INVALID', faults.join('\n'), { faults }, { cause });
}
