import { setTimeout as delay } from 'node:timers/promises';
import { type ClientBase, DatabaseError } from 'pg';
import { readParticipants } from '../participant-row';
import { cellText, isRefused, parseAnswer, type Refused, refused, type StatedAnswer } from './answer';
import {
  beingCorrected,
  changeFindings,
  countProposals,
  findStaters,
  lastAnswers,
  lockFindings,
} from './asked-findings';
import { type AskedFinding, type Decided, decideLine, type LastAnswer, type Proposal } from './decide-line';
import type { FormPlace } from './form';
import { type KeptLine, keepLines, lockFormFile } from './form-store';
import { requireOpen } from './open-campaign';
import type { FormLine } from './read-form';

/** Takes lines of a file in one transaction: those that another import of the same file has not taken meanwhile. */

/** Lines that are taken together. */
export const CHUNK_LINES = 500;

export interface Databases {
  readonly gateway: ClientBase;
  readonly insurance: ClientBase;
}

export interface TakenFile {
  readonly file: string;
  readonly place: FormPlace;
  /** The insurance numbers about which the file says different things. */
  readonly contradicted: ReadonlySet<string>;
}

const ATTEMPTS = 6;
const PAUSE_MS = 100;
/** Who waits for another's locks is told so; then it is tried again. */
const LOCKED = new Set(['55P03', '40P01']);

export async function takeLines(databases: Databases, file: TakenFile, lines: readonly FormLine[]): Promise<void> {
  const { gateway } = databases;
  for (let attempt = 1; ; attempt += 1) {
    await gateway.query('begin');
    try {
      await takeOnce(databases, file, lines);
      await gateway.query('commit');
      return;
    } catch (error) {
      // What failed is what is told; where the connection is gone there is nothing to take back.
      await gateway.query('rollback').catch(() => undefined);
      const isLocked = error instanceof DatabaseError && LOCKED.has(error.code ?? '');
      if (!isLocked || attempt === ATTEMPTS) throw error;
    }
    await delay(PAUSE_MS * attempt);
  }
}

/** A line with what it says. */
interface ReadLine {
  readonly line: FormLine;
  readonly stated: StatedAnswer | Refused;
}

async function takeOnce(
  { gateway, insurance }: Databases,
  { file, place, contradicted }: TakenFile,
  lines: readonly FormLine[],
): Promise<void> {
  await requireOpen(gateway, place.campaign);
  const { position } = await lockFormFile(gateway, file);
  const left = lines
    .filter(({ number }) => number > position)
    .map((line): ReadLine => ({ line, stated: parseStated(line, place, contradicted) }));
  if (left.length === 0) return;
  const answers = left.flatMap(({ stated }) => (isRefused(stated) ? [] : [stated]));
  const known = await openKnowledge({ gateway, insurance }, place.campaign, answers);
  const kept = left.map(({ line, stated }) => {
    const decided = isRefused(stated) ? { outcome: 'REFUSED' as const, ...stated } : known.decide(line, stated, place);
    return toKept(line, stated, decided, known.versionOf);
  });
  await changeFindings(gateway, place.campaign, known.changes);
  await keepLines(gateway, { file, campaign: place.campaign }, kept);
}

function parseStated(line: FormLine, { form }: FormPlace, contradicted: ReadonlySet<string>): StatedAnswer | Refused {
  const stated = parseAnswer(line, form);
  if (isRefused(stated) || !contradicted.has(stated.insuranceNumber)) return stated;
  return refused('CONTRADICTION');
}

/** What is known about the participants of a chunk, which each line that is accepted changes for those after it. */
interface Knowledge {
  readonly decide: (line: FormLine, stated: StatedAnswer, place: FormPlace) => Decided;
  readonly versionOf: (insuranceNumber: string) => number | null;
  readonly changes: ReadonlyMap<string, Proposal>;
}

async function openKnowledge(
  { gateway, insurance }: Databases,
  campaign: string,
  answers: readonly StatedAnswer[],
): Promise<Knowledge> {
  const numbers = [...new Set(answers.map(({ insuranceNumber }) => insuranceNumber))];
  const findings = new Map<string, AskedFinding>(await lockFindings(gateway, campaign, numbers));
  const last = new Map<string, LastAnswer>(await lastAnswers(gateway, campaign, numbers));
  const corrected = await beingCorrected(gateway, campaign, numbers);
  const coming = idsToCome(answers, findings);
  const proposed = [...findings.values()].flatMap(({ proposedId }) => proposedId ?? []);
  const proposals = new Map(await countProposals(gateway, campaign, [...new Set([...proposed, ...coming])]));
  const count = (id: string | null, more: number): void => {
    if (id !== null) proposals.set(id, (proposals.get(id) ?? 0) + more);
  };
  const participants = await readParticipants(insurance, numbers);
  const staters = await findStaters(insurance, coming);
  const changes = new Map<string, Proposal>();
  return {
    changes,
    versionOf: (number) => findings.get(number)?.version ?? null,
    decide: (line, stated, place) => {
      const { insuranceNumber: number, answer, personalId, note } = stated;
      const finding = findings.get(number) ?? null;
      const decided = decideLine(line, stated, place, {
        finding,
        participant: participants.get(number) ?? null,
        last: last.get(number) ?? null,
        isBeingCorrected: corrected.has(number),
        isContested: (proposals.get(finding?.proposedId ?? '') ?? 0) > 1,
        statersOf: (id) => staters.get(id) ?? [],
      });
      if (decided.outcome === 'ACCEPTED' && finding) {
        last.set(number, { answer, personalId, note, version: finding.version });
        if (decided.change) {
          count(finding.proposedId, -1);
          count(decided.change.proposedId, 1);
          findings.set(number, { ...finding, ...decided.change });
          changes.set(number, decided.change);
        }
      }
      return decided;
    },
  };
}

/** The IDs that an answer may make the proposed ones. */
function idsToCome(answers: readonly StatedAnswer[], findings: ReadonlyMap<string, AskedFinding>): readonly string[] {
  const ids = answers.flatMap(({ insuranceNumber, answer, personalId }) => {
    if (answer === 'PAPERS') return [personalId];
    const { candidates } = findings.get(insuranceNumber) ?? { candidates: null };
    return answer === 'NO' ? (candidates ?? []).map((candidate) => candidate.personalId) : [];
  });
  return [...new Set(ids)];
}

const NUMBER_MOST = 40;

function toKept(
  line: FormLine,
  stated: StatedAnswer | Refused,
  decided: Decided,
  versionOf: (insuranceNumber: string) => number | null,
): KeptLine {
  const number = isRefused(stated) ? cellText(line, 'insuranceNumber') : stated.insuranceNumber;
  const insuranceNumber = number.replaceAll('\0', '').slice(0, NUMBER_MOST);
  if (decided.outcome === 'REFUSED' || isRefused(stated)) {
    const { reason, detail } = decided.outcome === 'REFUSED' ? decided : { reason: null, detail: null };
    const nothing = { answer: null, personalId: null, note: null, version: null };
    return { ...nothing, line: line.number, insuranceNumber, outcome: 'REFUSED', reason, detail };
  }
  const { answer, personalId, note } = stated;
  const said = { answer, personalId, note, version: versionOf(number) };
  return { ...said, line: line.number, insuranceNumber, outcome: decided.outcome, reason: null, detail: null };
}
