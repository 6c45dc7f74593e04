import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { LienThongError } from '../../errors';
import { isRefused, parseAnswer } from './answer';
import { gather, readRows } from './file-rows';
import type { FormNumber, FormPlace } from './form';
import { countReasons, findFormFile, finishFormFile, type FormFile, noteFormFile, type Survey } from './form-store';
import { FORM_LIMITS, type FormLimits } from './limits';
import { requireOpen } from './open-campaign';
import { type FormLine, readForm } from './read-form';
import { type FileFault, FormFault } from './reasons';
import { CHUNK_LINES, takeLines } from './take-lines';

/**
 * Takes a form that was sent back: what comes in is a file and what its sender says it is; what holds afterwards is that each
 * of its lines was accepted, said nothing new or was refused with a reason, once, however often the file or its lines are sent.
 * The file is read twice: to its end before anything is taken of it, and again while its lines are taken in chunks, each a
 * transaction. A file whose taking was cut off goes on after its last chunk when it is sent again.
 */

export interface FormDesk {
  /** The gateway's writer, in no transaction. */
  readonly gateway: ClientBase;
  /** Reads the insurance register. */
  readonly insurance: ClientBase;
  /** The key of the forms' codes. */
  readonly key: Buffer;
  readonly limits?: FormLimits;
}

export interface ReturnedForm {
  readonly content: AsyncIterable<Uint8Array>;
  readonly campaign: string;
  /** Tax code; empty for a province's own list. */
  readonly employer: string;
  /** The provinces for which the sender has a mandate; null for all. */
  readonly provinces: readonly string[] | null;
  readonly receivedBy: string;
  readonly onProgress?: (done: number, lines: number) => void;
}

export interface ImportedForm {
  /** By which its refused lines are asked for; null for a file that was too large or not the sender's, which is not kept. */
  readonly file: string | null;
  /** Null where the file could not be read so far. */
  readonly form: FormNumber | null;
  /** Why nothing of the file was taken. */
  readonly fault: FileFault | null;
  /** accepted + unchanged + refused; none where the file could not be read to its end. */
  readonly lines: number;
  readonly accepted: number;
  readonly unchanged: number;
  readonly refused: number;
  /** How many lines were refused for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Whether the file had been taken before; the counts are those of that time. */
  readonly isRepeat: boolean;
}

/**
 * Throws CAMPAIGN_INVALID when the campaign takes no forms now, and what the databases throw, after which the same file may be
 * sent again. Everything else that can be wrong with a file is an outcome.
 */
export async function importForm(desk: FormDesk, returned: ReturnedForm): Promise<ImportedForm> {
  const { gateway, limits = FORM_LIMITS } = desk;
  const { campaign, employer } = returned;
  if (employer.length > EMPLOYER_MOST) {
    throw new LienThongError('ARGUMENT_INVALID', 'The employer is no tax code', { argument: 'employer' });
  }
  const bytes = await gather(returned.content, limits).catch((error: unknown) => {
    if (error instanceof FormFault) return null;
    throw error;
  });
  if (bytes === null) return keepNothing('TOO_LARGE', null, 0);
  const name = { campaign, employer, hash: createHash('sha256').update(bytes).digest('hex') };
  const earlier = await findFormFile(gateway, name);
  if (earlier?.isFinished) {
    const { form, province, lines } = earlier;
    return mayHave(returned, province) ? toOutcome(gateway, earlier, true) : keepNothing('OTHER_PROVINCE', form, lines);
  }
  await requireOpen(gateway, campaign);
  const { contradicted, ...survey } = await surveyForm(bytes, desk, returned);
  // Whoever has the mandate may still send the very same file.
  if (survey.fault === 'OTHER_PROVINCE') return keepNothing(survey.fault, survey.form, survey.lines);
  const file = earlier ?? (await noteFormFile(gateway, name, survey, returned.receivedBy));
  if (!file.isFinished) await takeForm(desk, file, { bytes, contradicted, returned });
  return toOutcome(gateway, (await findFormFile(gateway, name)) ?? file, false);
}

/** A tax code has 14 characters at most. */
const EMPLOYER_MOST = 40;

/** The outcome of a file that is not even noted. */
function keepNothing(fault: FileFault, form: FormNumber | null, lines: number): ImportedForm {
  const reasons = lines > 0 ? { [fault]: lines } : {};
  return { file: null, form, fault, lines, accepted: 0, unchanged: 0, refused: lines, reasons, isRepeat: false };
}

function mayHave({ provinces }: ReturnedForm, province: string | null): boolean {
  return provinces === null || province === null || provinces.includes(province);
}

interface Surveyed extends Survey {
  /** The insurance numbers about which the file says different things. */
  readonly contradicted: ReadonlySet<string>;
}

/** Reads a file to its end without taking anything of it. */
async function surveyForm(
  bytes: Buffer,
  { key, limits = FORM_LIMITS }: FormDesk,
  returned: ReturnedForm,
): Promise<Surveyed> {
  const contradicted = new Set<string>();
  const answers = new Map<string, string>();
  let place: FormPlace | null = null;
  let lines = 0;
  try {
    const form = await readForm(readRows(bytes, limits), key);
    ({ place } = form);
    for await (const line of form.lines) {
      lines += 1;
      if (lines > limits.lines) throw new FormFault('TOO_MANY_LINES');
      const stated = parseAnswer(line, place.form);
      if (isRefused(stated)) continue;
      const { insuranceNumber, answer, note } = stated;
      const said = answer === 'PAPERS' ? `${stated.personalId} ${note ?? ''}` : answer;
      const before = answers.get(insuranceNumber);
      if (before === undefined) answers.set(insuranceNumber, said);
      else if (before !== said) contradicted.add(insuranceNumber);
    }
  } catch (error) {
    if (!(error instanceof FormFault)) throw error;
    return { form: place?.form ?? null, province: place?.province ?? null, fault: error.fault, lines: 0, contradicted };
  }
  return { form: place.form, province: place.province, fault: foreignness(place, returned), lines, contradicted };
}

function foreignness(place: FormPlace, returned: ReturnedForm): FileFault | null {
  if (place.campaign !== returned.campaign) return 'OTHER_CAMPAIGN';
  if (place.employer !== returned.employer) return 'OTHER_EMPLOYER';
  return mayHave(returned, place.province) ? null : 'OTHER_PROVINCE';
}

interface Taking {
  readonly bytes: Buffer;
  readonly contradicted: ReadonlySet<string>;
  readonly returned: ReturnedForm;
}

async function takeForm(desk: FormDesk, file: FormFile, { bytes, contradicted, returned }: Taking): Promise<void> {
  const { lines, place } = await readForm(readRows(bytes, desk.limits ?? FORM_LIMITS), desk.key);
  let done = 0;
  for await (const chunk of chunksOf(lines)) {
    await takeLines(desk, { file: file.file, place, contradicted }, chunk);
    done += chunk.length;
    returned.onProgress?.(done, file.lines);
  }
  await finishFormFile(desk.gateway, file.file);
}

async function* chunksOf(lines: AsyncIterable<FormLine>): AsyncGenerator<readonly FormLine[]> {
  let chunk: FormLine[] = [];
  for await (const line of lines) {
    chunk.push(line);
    if (chunk.length < CHUNK_LINES) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function toOutcome(gateway: ClientBase, file: FormFile, isRepeat: boolean): Promise<ImportedForm> {
  const { form, fault, lines, accepted, unchanged, refused } = file;
  const reasons = fault === null ? await countReasons(gateway, file.file) : lines > 0 ? { [fault]: lines } : {};
  return { file: file.file, form, fault, lines, accepted, unchanged, refused, reasons, isRepeat };
}
