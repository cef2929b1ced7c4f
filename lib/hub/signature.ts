import { createHmac } from 'node:crypto';

/** Header that carries a notification's signature. */
export const signatureHeader = 'Elements-Webhook-Signature';

/**
 * Signs a notification as SAP Open Connectors does: `sha256=` and the base64 of the HMAC-SHA256 over the raw body.
 *
 * @param body the bytes that are sent, exactly
 */
export function sign(body: string, key: string): string {
  return `sha256=${createHmac('sha256', key).update(body, 'utf8').digest('base64')}`;
}
