import { Presets, SingleBar } from 'cli-progress';
import type { ClientBase } from 'pg';
import { findCampaign } from '../campaigns/campaign-store';
import { readStageNow, type StageProgress } from '../campaigns/report/read-stages';

const EVERY_MS = 500;
const WORDS: Readonly<Partial<Record<StageProgress['stage'], string>>> = {
  SCAN: 'scanning',
  MATCH: 'matching',
  DECIDE: 'deciding',
  APPLY: 'applying',
};

/** Shows on standard error how far a campaign is, with its rate and when it will be done; gives the function that ends it. */
export function showProgress(client: ClientBase, campaign: string): () => Promise<void> {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% {stage} {value}/{total} at {rate}/s, {left} left',
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  let shown: string | null = null;
  const look = async (): Promise<void> => {
    const known = await findCampaign(client, campaign);
    const now = known && (await readStageNow(client, known));
    const stage = now && WORDS[now.stage];
    if (!stage) return;
    const { participants, done, perSecond, secondsLeft } = now;
    const pace = {
      stage,
      rate: perSecond === null ? '–' : Math.round(perSecond),
      left: secondsLeft === null ? '–' : `${Math.ceil(secondsLeft)} s`,
    };
    if (stage !== shown) {
      if (shown !== null) bar.stop();
      shown = stage;
      bar.start(participants, done, pace);
      return;
    }
    bar.setTotal(participants);
    bar.update(done, pace);
  };
  let looking: Promise<void> = look();
  const timer = setInterval(() => {
    looking = looking.then(look).catch(() => undefined);
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await looking;
    if (shown !== null) bar.stop();
  };
}
