import type { CorrectedRegister } from '../../database/roles';

/** A correction of a personal ID as the world is told of it: a CloudEvent 1.0 that says which record changed, and no value. */
export interface CorrectionEvent {
  readonly specversion: '1.0';
  /** The number of the correction: the same however often it is sent. */
  readonly id: string;
  readonly source: `/registers/${CorrectedRegister}`;
  readonly type: typeof CORRECTION_EVENT;
  /** A token of the record, which without the installation's key says nothing about whose it is. */
  readonly subject: string;
  /** When it was applied, RFC 3339 in UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: {
    readonly register: CorrectedRegister;
    /** Insurance number or card number. */
    readonly recordKey: string;
    readonly campaign: string;
    /** The version to which the correction has brought the record; later ones are larger. */
    readonly version: number;
  };
}

export const CORRECTION_EVENT = 'vn.lienthong.personal-id.corrected.v1';

/** The media type of a CloudEvent whose attributes and content are one JSON object. */
export const CLOUD_EVENT = 'application/cloudevents+json; charset=utf-8';

/** An applied correction as a register's outbox gives it. */
export interface AppliedCorrection {
  readonly correction: string;
  readonly campaign: string;
  readonly record_key: string;
  /** A bigint, in digits. */
  readonly version: string;
  readonly applied_at: Date;
}

export function toCorrectionEvent(
  register: CorrectedRegister,
  { correction, campaign, record_key: recordKey, version, applied_at: appliedAt }: AppliedCorrection,
  subject: string,
): CorrectionEvent {
  return {
    specversion: '1.0',
    id: correction,
    source: `/registers/${register}`,
    type: CORRECTION_EVENT,
    subject,
    time: appliedAt.toISOString(),
    datacontenttype: 'application/json',
    data: { register, recordKey, campaign, version: Number(version) },
  };
}
