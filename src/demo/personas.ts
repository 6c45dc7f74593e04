import { type Actor } from '../identity/actor';
import type { PersonalId } from '../values/personal-id';
import { DEMONSTRATION_ISSUER } from './demonstration-issuer';

/** Somebody as whom the demonstration can be used. */
export interface Persona {
  readonly name: PersonaName;
  /** Who that is and what to expect, in one line. */
  readonly description: string;
  /** The actor, but for a citizen's personal ID, which depends on the loaded nation. */
  readonly actor: Omit<Actor, 'personalId'>;
}

/** Every persona, in the order in which they are listed. */
export const PERSONA_NAMES = [
  'hq-officer',
  'hq-officer-2',
  'branch-officer-04',
  'branch-officer-04-2',
  'branch-officer-79',
  'data-protection-officer',
  'ministry-of-health',
  'tax-administration',
  'public-security',
  'auditor',
  'citizen',
  'lapsed-ministry',
] as const;
export type PersonaName = (typeof PERSONA_NAMES)[number];

/** The systems through which the demonstration's people ask. */
const WORKPLACE = 'social-insurance-workplace';
const PORTAL = 'citizen-portal';

const ACTORS: Readonly<Record<PersonaName, Omit<Persona, 'name'>>> = {
  'hq-officer': officer('hq-officer', 'An officer of the social insurance’s headquarters', ['headquarters']),
  'hq-officer-2': officer('hq-officer-2', 'A second one, to confirm what the first has proposed', ['headquarters']),
  'branch-officer-04': branchOfficer('branch-officer-04', 'An officer of the branch in Cao Bằng (04)', '04'),
  'branch-officer-04-2': branchOfficer('branch-officer-04-2', 'A second one in Cao Bằng, for four eyes', '04'),
  'branch-officer-79': branchOfficer('branch-officer-79', 'An officer of the branch in Ho Chi Minh City (79)', '79'),
  'data-protection-officer': officer('data-protection-officer', 'Answers data subjects and looks after agreements', [
    'data-protection',
  ]),
  'ministry-of-health': partner('ministry-of-health', 'The Ministry of Health’s system, under its agreement'),
  'tax-administration': partner('tax-administration', 'The tax administration’s system, under its agreement'),
  'public-security': partner('public-security', 'The Ministry of Public Security’s system, under its agreement'),
  auditor: {
    description: 'An auditor, who reads what was disclosed and to whom',
    actor: toActor('auditor', 'auditor', WORKPLACE, []),
  },
  citizen: {
    description: 'A citizen with a participant, a health card and a tax record, who sees their own data alone',
    actor: toActor('citizen', 'citizen', PORTAL, []),
  },
  'lapsed-ministry': partner('lapsed-ministry', 'A ministry whose agreement has ended: everything is refused'),
};

export const PERSONAS: readonly Persona[] = PERSONA_NAMES.map((name) => ({ name, ...ACTORS[name] }));

/** The persona of a name, or null. */
export function findPersona(name: string): Persona | null {
  return PERSONAS.find((persona) => persona.name === name) ?? null;
}

/** The actor that a persona is; `personalId` finds the citizen's, and is asked for that one alone. */
export async function toPersonaActor(persona: Persona, personalId: () => Promise<PersonalId>): Promise<Actor> {
  return { ...persona.actor, personalId: persona.actor.kind === 'citizen' ? await personalId() : null };
}

function partner(name: string, description: string): Omit<Persona, 'name'> {
  return { description, actor: toActor('partner', name, name, []) };
}

function officer(name: string, description: string, roles: readonly string[]): Omit<Persona, 'name'> {
  return { description, actor: toActor('officer', name, WORKPLACE, roles) };
}

function branchOfficer(name: string, description: string, province: string): Omit<Persona, 'name'> {
  return { description, actor: { ...toActor('officer', name, WORKPLACE, ['branch']), province } };
}

function toActor(kind: Actor['kind'], subject: string, client: string, roles: readonly string[]): Persona['actor'] {
  return { issuer: DEMONSTRATION_ISSUER, subject, client, kind, roles, province: null };
}
