import { correctionEventsOf, sqlMigration, WITHOUT_CORRECTION_EVENTS } from '../sql';

/** Corrections of cards can be published. */
export const CorrectionEvents1700000000003 = sqlMigration(
  'CorrectionEvents1700000000003',
  correctionEventsOf('health'),
  WITHOUT_CORRECTION_EVENTS,
);
