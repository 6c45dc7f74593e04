import type { ActorKind } from './actor';

/** The signature algorithms an issuer may use: asymmetric ones only, so that whoever can check cannot sign. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** What a token's `typ` may have to be: `at+jwt` by RFC 9068; `JWT` for providers that do not follow it. */
export const TOKEN_TYPES = ['at+jwt', 'JWT'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** Which claims of an issuer's tokens say what about an actor. */
export interface ClaimNames {
  /** The system; where the token has no such claim, `azp` says it. */
  readonly client: string;
  readonly kind: string;
  readonly roles: string;
  readonly province: string;
  readonly personalId: string;
}

export const DEFAULT_CLAIMS: ClaimNames = {
  client: 'client_id',
  kind: 'lienthong_kind',
  roles: 'lienthong_roles',
  province: 'lienthong_province',
  personalId: 'lienthong_personal_id',
};

/** Where an issuer's keys are: at an address that it keeps up to date, or here. */
export type KeyPlace =
  { readonly jwksUri: string } | { readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] } };

/** Whose access tokens are taken, and what they may say. */
export interface IssuerConfig {
  /** Equal to the tokens' `iss`, letter for letter. */
  readonly issuer: string;
  /** The tokens' `aud` is or holds this. */
  readonly audience: string;
  readonly keys: KeyPlace;
  readonly algorithms: readonly Algorithm[];
  readonly tokenTypes: readonly TokenType[];
  /** The kinds of actors that this issuer may attest; a token of another kind is refused, however well it is signed. */
  readonly kinds: readonly ActorKind[];
  readonly claims: ClaimNames;
  /** Whether its tokens are good only with the client certificate that they name (RFC 8705). */
  readonly certificateBound: boolean;
}

/** Which proxies are believed when they say what certificate a client has shown, and how they say it. */
export interface CertificateConfig {
  /** Lower-case name of the request header. */
  readonly header: string;
  /** `pem`: PEM in URL encoding, as nginx's `$ssl_client_escaped_cert`; `rfc9440`: `Client-Cert` of RFC 9440. */
  readonly form: 'pem' | 'rfc9440';
  /** Addresses or subnets; what comes from elsewhere is taken to be without a certificate. */
  readonly proxies: readonly string[];
}

/** Everybody whose word about a caller is taken. */
export interface IdentityConfig {
  readonly issuers: readonly IssuerConfig[];
  readonly clientCertificate: CertificateConfig | null;
}
