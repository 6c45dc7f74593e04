import { correctionEventsOf, sqlMigration, WITHOUT_CORRECTION_EVENTS } from '../sql';

/** Corrections of participants can be published. */
export const CorrectionEvents1700000000003 = sqlMigration(
  'CorrectionEvents1700000000003',
  correctionEventsOf('insurance'),
  WITHOUT_CORRECTION_EVENTS,
);
