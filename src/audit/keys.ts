import { deriveKey } from '../values/seal';

/** The seed of the key that signs this installation's checkpoints, from its secret. */
export function checkpointSeedOf(secret: Buffer): Buffer {
  return deriveKey(secret, 'audit checkpoint v1');
}

/**
 * The keys of subjects' tokens, from an installation's secret, the one in use first. A secret that was replaced is given
 * among `earlier`, so that what was recorded under it is still found.
 */
export function subjectKeysOf(secret: Buffer, earlier: readonly Buffer[] = []): readonly Buffer[] {
  return [secret, ...earlier].map((each) => deriveKey(each, 'audit subject v1'));
}
