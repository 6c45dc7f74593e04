import type { Risk } from './campaign';
import type { Anomaly } from './classify';
import type { CitizenIdentity, ParticipantRecord } from './participant-link';

/** Why giving a participant a citizen's ID needs two reviewers; none where the ID is the one it has. */
export function risksOf(
  participant: Pick<ParticipantRecord, 'personalId' | 'sex' | 'birth'>,
  citizen: CitizenIdentity,
  anomalies: readonly Anomaly[],
): readonly Risk[] {
  if (participant.personalId === citizen.personalId) return [];
  const risks: Risk[] = [];
  if (participant.sex && citizen.sex && participant.sex !== citizen.sex) risks.push('SEX');
  const years = [participant.birth, citizen.birth].flatMap((date) => (date ? [date.day.slice(0, 4)] : []));
  if (new Set(years).size > 1) risks.push('BIRTH_YEAR');
  if (citizen.isDeceased) risks.push('DECEASED');
  if (anomalies.includes('SHARED') || anomalies.includes('SEVERAL_NUMBERS')) risks.push('SHARED_ID');
  return risks;
}
