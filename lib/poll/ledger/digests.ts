import type { Version } from '../model/record';
import { isSaid } from '../model/said';

/*
 * What is remembered of a version beside its date is one text: the fingerprint of its bytes, a colon, and the digest of its content.
 * The fingerprint alone stands for both where the bytes are the content as `JSON.stringify` writes it: the two hashes are then the
 * same. The digest alone: the bytes were not known, or a version of this package wrote it that remembered contents only.
 * So the digest of the content, where it is known, is the end of the text in each of these forms.
 * Where a mark has left a record, it is the fingerprint of what the record says (`saidBy`) instead, until a list returns it.
 */

/** The text that is remembered of a version. It costs a hash of its bytes; where they are written in an unusual way also a `JSON.stringify`. */
export function digestsOf({ fingerprint, remembered }: Version): string {
  if (fingerprint === undefined) return remembered;
  return fingerprint.endsWith(remembered) ? fingerprint : `${fingerprint}:${remembered}`;
}

/** Whether it was remembered of these very bytes; `undefined`: they are not known. */
export function hasBytes(digests: string, fingerprint: string | undefined): boolean {
  return fingerprint !== undefined && digests.startsWith(fingerprint);
}

/**
 * Whether it was remembered of the content of a version, however that was written. The bytes are compared first: that is faster.
 * Where nothing but bytes was remembered (by a version of this package between the two), the same content in other bytes is not known.
 */
export function hasContent(digests: string, version: Version): boolean {
  if (hasBytes(digests, version.fingerprint)) return true;
  if (version.unparsed !== undefined) return false;
  return isSaid(digests) ? digests === version.said : digests.endsWith(version.remembered);
}
