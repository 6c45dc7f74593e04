import { Presets, SingleBar } from 'cli-progress';
import type { ClientBase } from 'pg';
import { type Progress, readProgress } from '../campaigns/progress';

const EVERY_MS = 500;
const WORDS: Readonly<Partial<Record<Progress['state'], string>>> = {
  SCANNING: 'scanning',
  MATCHING: 'matching',
  DECIDING: 'deciding',
  APPLYING: 'applying',
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
  let stage = '';
  let begun = { at: 0, done: 0 };
  const look = async (): Promise<void> => {
    const progress = await readProgress(client, campaign);
    if (!progress) return;
    const { at, done, participants } = progress;
    const word = WORDS[at];
    if (word === undefined || participants === 0) return;
    const now = performance.now();
    if (word !== stage) {
      if (stage !== '') bar.stop();
      stage = word;
      begun = { at: now, done };
      bar.start(participants, done, { stage, rate: '–', left: '–' });
      return;
    }
    const rate = ((done - begun.done) / Math.max(1, now - begun.at)) * 1_000;
    const left = rate > 0 ? `${Math.ceil((participants - done) / rate)} s` : '–';
    bar.setTotal(participants);
    bar.update(done, { stage, rate: rate > 0 ? Math.round(rate) : '–', left });
  };
  let looking: Promise<void> = look();
  const timer = setInterval(() => {
    looking = looking.then(look).catch(() => undefined);
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await looking;
    if (stage !== '') bar.stop();
  };
}
