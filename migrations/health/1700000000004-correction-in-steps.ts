import { correctionByJoinsAgain, correctionInSteps, sqlMigration } from '../sql';

const CARD = { table: 'card', key: 'card_number', stamp: null } as const;

/** Cards are corrected in steps that take the same time whatever has been corrected before. */
export const CorrectionInSteps1700000000004 = sqlMigration(
  'CorrectionInSteps1700000000004',
  correctionInSteps(CARD),
  correctionByJoinsAgain(CARD),
);
