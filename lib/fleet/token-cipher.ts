import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Makes of a text one that nobody can read who does not know the secret, and back. */
export interface TokenCipher {
  seal(text: string): string;
  /** @returns `undefined` for what was sealed with another secret, or is not as it was sealed. */
  open(sealed: string): string | undefined;
}

const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM under a key that HKDF derives from a client's secret: whoever reads the engine can do nothing with what is in it.
 *
 * @param context whose token it is: a sealed text cannot be passed off as that of another site or client.
 */
export function tokenCipher(secret: string, context: string): TokenCipher {
  const key = Buffer.from(hkdfSync('sha256', secret, context, 'coupa-fleet-token', 32));
  return {
    seal: (text) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return undefined; // Sealed with another secret: a token of its own has to be got.
      }
    },
  };
}
