import { correctionByJoinsAgain, correctionInSteps, sqlMigration } from '../sql';

const PARTICIPANT = { table: 'participant', key: 'insurance_number', stamp: 'verified_on' } as const;

/** Participants are corrected in steps that take the same time whatever has been corrected before. */
export const CorrectionInSteps1700000000004 = sqlMigration(
  'CorrectionInSteps1700000000004',
  correctionInSteps(PARTICIPANT),
  correctionByJoinsAgain(PARTICIPANT),
);
