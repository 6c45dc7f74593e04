import { useGraphiQL, type GraphiQLPlugin } from '@graphiql/react';
import { type LastRun, type Plan, type Step, useLastRun } from './last-run';

/** The operation that was run last: its price and bounds, and what each of its statements does. */
function PlanOfLastRun() {
  const run = useLastRun();
  return (
    <section aria-label="Plan" className="lienthong-plan">
      <div className="lienthong-title">Plan</div>
      {run === null ? <p>Run an operation: its price and its steps are shown here.</p> : <Run run={run} />}
    </section>
  );
}

function Run({ run: { name, ms, explanation, refusal, masked } }: { run: LastRun }) {
  return (
    <>
      <p>
        {name ?? 'An operation without a name'}
        {ms === null ? ' is running' : `, ${refusal === null ? 'answered' : 'refused'} in ${tellMs(ms)}`}
      </p>
      {refusal !== null && <p className="lienthong-refusal">{refusal}</p>}
      {explanation?.covered === false && (
        <p>No plan covers this operation, so resolvers answer it one by one. {explanation.why}.</p>
      )}
      {explanation?.covered && <PlanTable plan={explanation} />}
      {ms !== null && refusal === null && explanation === null && <p>{NO_PLAN}.</p>}
      {masked.length > 0 && (
        <>
          <p>Masked in the answer:</p>
          <ul>
            {masked.map(({ field, mask }) => (
              <li key={field}>
                {field} <span>{tellMask(mask)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const NO_PLAN = 'This view does not tell plans';

/** How a mask is called in words: LAST_FOUR is “last four”. */
function tellMask(mask: string): string {
  return mask.toLowerCase().replaceAll('_', ' ');
}

function PlanTable({ plan: { price, bounds, steps } }: { plan: Plan }) {
  return (
    <>
      <dl>
        <Figure name="price" value={tell(price)} />
        <Figure name="statements" value={tell(bounds.statements)} />
        <Figure name="rows" value={`≤ ${tell(bounds.rows)}`} />
        <Figure name="answer" value={`≤ ${tellBytes(bounds.bytes)}`} />
      </dl>
      <table>
        <thead>
          <tr>
            <th>step</th>
            <th>register</th>
            <th>level</th>
            <th>rows</th>
            <th>of at most</th>
            <th>ms</th>
            <th>price</th>
          </tr>
        </thead>
        {steps.map((step) => (
          <StepRows key={step.id} step={step} />
        ))}
      </table>
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function StepRows({ step }: { step: Step }) {
  const { id, register, purpose, after, level, answers, price, bounds, sql, measured } = step;
  const took = measured && 'ms' in measured ? measured : null;
  return (
    <tbody>
      <tr>
        <td>{id + 1}</td>
        <th scope="row">{register}</th>
        <td>{level}</td>
        <td>{took ? tell(took.rows) : '–'}</td>
        <td>{tell(bounds.rows)}</td>
        <td>{took ? took.ms.toFixed(1) : '–'}</td>
        <td>{tell(price)}</td>
      </tr>
      <tr>
        <td />
        <td colSpan={6}>
          <div>
            {purpose === 'count' ? 'counts ' : ''}
            {answers.join(', ')}
            {after !== null && ` for the rows of step ${after + 1}`}
          </div>
          {measured && 'skipped' in measured && <div>not asked: {measured.skipped}</div>}
          <details>
            <summary>SQL</summary>
            <pre>{sql}</pre>
          </details>
        </td>
      </tr>
    </tbody>
  );
}

/** Below the answer: the last run's price, bounds and steps in short. A click opens or closes the Plan panel. */
export function PlanSummary() {
  const run = useLastRun();
  const isOpen = useGraphiQL((state) => state.visiblePlugin === PLAN_PLUGIN);
  return (
    <button type="button" className="lienthong-summary" aria-expanded={isOpen} onClick={togglePanel}>
      {run === null ? 'The price and the steps of an operation are told here' : <Summary run={run} />}
    </button>
  );
}

function Summary({ run }: { run: LastRun }) {
  return (
    <>
      <PlanInShort run={run} />
      {run.masked.length > 0 && (
        <span className="lienthong-masked">
          masked: {run.masked.map(({ field, mask }) => `${field} (${tellMask(mask)})`).join(', ')}
        </span>
      )}
    </>
  );
}

function PlanInShort({ run: { ms, explanation, refusal } }: { run: LastRun }) {
  if (ms === null) return 'Running';
  if (refusal !== null) return <span className="lienthong-refusal">Refused: {refusal}</span>;
  if (explanation === null) return `${NO_PLAN} · ${tellMs(ms)}`;
  if (!explanation.covered) return `No plan: ${explanation.why} · ${tellMs(ms)}`;
  const { price, bounds, steps } = explanation;
  return (
    <>
      <strong>price {tell(price)}</strong>
      {` · ${tell(steps.length)} ${steps.length === 1 ? 'statement' : 'statements'} · ≤ ${tell(bounds.rows)} rows · ${tellMs(ms)}`}
      <span className="lienthong-steps">
        {steps.map((step) => (
          <span key={step.id}>{tellStep(step)}</span>
        ))}
      </span>
    </>
  );
}

/** Presses the panel's own button in the sidebar: GraphiQL tells nobody else whether the pane is folded. */
function togglePanel(): void {
  const titles = [`Show ${PLAN_PLUGIN.title}`, `Hide ${PLAN_PLUGIN.title}`];
  document.querySelector<HTMLElement>(titles.map((title) => `button[aria-label="${title}"]`).join())?.click();
}

function tellStep({ register, purpose, measured }: Step): string {
  const took = measured && 'ms' in measured ? ` ${measured.ms.toFixed(1)} ms` : '';
  return `${register}${purpose === 'count' ? ' count' : ''}${took}`;
}

function tell(count: number): string {
  return count.toLocaleString('en');
}

function tellMs(ms: number): string {
  return `${tell(Math.round(ms))} ms`;
}

function tellBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function PlanIcon() {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="5" cy="12" r="2" />
      <circle cx="19" cy="5" r="2" />
      <circle cx="19" cy="12" r="2" />
      <circle cx="19" cy="19" r="2" />
      <path d="M7 12h10M6.8 11l10.4-5M6.8 13l10.4 5" />
    </svg>
  );
}

/** GraphiQL's panel of how the last answer was found. */
export const PLAN_PLUGIN: GraphiQLPlugin = { title: 'Plan', icon: PlanIcon, content: PlanOfLastRun };
