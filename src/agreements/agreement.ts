import type { ActorKind } from '../identity/actor';
import type { Mask } from './mask';
import type { PurposeCode } from './purposes';

/**
 * An agreement under which somebody may see personal data: between VSS and a partner, or a mandate that an office or a
 * person has by law. Both have the same form. A version is never changed; a change is a new version.
 */
export interface Agreement {
  /** Small letters, digits and dashes; the same for all versions. */
  readonly id: string;
  readonly kind: 'agreement' | 'mandate';
  readonly title: string;
  readonly provider: string;
  readonly receiver: string;
  readonly bearer: Bearer;
  readonly legalBasis: { readonly instrument: string; readonly article: string };
  readonly purposes: readonly PurposeCode[];
  readonly grants: readonly Grant[];
  readonly rows: RowScope;
  readonly limits: Limits;
  /** Whether any document may be sent, or those of the manifest alone. */
  readonly documents: 'free' | 'trusted';
  /** The trusted documents, by ID. */
  readonly manifest: Readonly<Record<string, string>>;
  /** Whether the caller may see plans, with their SQL. */
  readonly explain: boolean;
  /** The first and the last day on which it is in force, yyyy-mm-dd. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly contact: string;
}

/** Who may act under an agreement: the systems of a partner, or whoever has a role. */
export interface Bearer {
  readonly kind: ActorKind;
  /** The clients of a partner; null for whoever has the role. */
  readonly clients: readonly string[] | null;
  /** A role that an officer or auditor has; null for partners and citizens. */
  readonly role: string | null;
}

/** What may be done with a field: read it, read it behind a mask, or have a statement about it verified. */
export type Access = 'READ' | 'VERIFY' | Mask;

/** What an agreement grants, each coordinate by itself and in order: what was activated stays, whatever is declared later. */
export type ResolvedGrants = readonly (readonly [coordinate: string, access: Access])[];

/** What is granted: fields by coordinate (`Type.field`, `Type.*`), or by class of fact. */
export interface Grant {
  readonly access: Access;
  readonly fields: readonly string[];
  /** Classes of facts, of all types or of those named in `of`. */
  readonly classes: readonly string[];
  readonly of: readonly string[] | null;
}

/** What a mandate's rows are narrowed by where it says only whose they are: the caller's own province or person. */
export const OF_BEARER = 'OF_BEARER';

/** The people and employers in reach; null for no narrowing by that dimension. */
export interface RowScope {
  /** Two-digit codes of provinces as of the day on which the agreement begins. */
  readonly provinces: readonly string[] | typeof OF_BEARER | null;
  /** Tax codes. */
  readonly employers: readonly string[] | null;
  /** Personal IDs. */
  readonly people: readonly string[] | typeof OF_BEARER | null;
  /** Object groups of health-insurance cards, of two letters. */
  readonly groups: readonly string[] | null;
}

/** Null for no limit. */
export interface Limits {
  /** Distinct people whose data are disclosed. */
  readonly peoplePerDay: number | null;
  readonly peoplePerMonth: number | null;
  /** Identifiers that are asked about, found or not. */
  readonly identifiersPerDay: number | null;
  /** Price of all operations of a minute; and of one. */
  readonly pricePerMinute: number | null;
  readonly price: number;
}
