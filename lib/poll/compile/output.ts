import { hash } from 'node:crypto';
import {
  buildNotification,
  hubOf,
  type NotifyingInstance,
  notificationMessage,
} from '../../hub/notification';
import type { RecordMessage } from '../model/message';

/** Gives a message the form in which the flow gets it. Called for each sending. */
export type OutputFormat = (message: RecordMessage) => RecordMessage;

/** `output: "record"`: the record as it is. */
export const recordOutput: OutputFormat = (message) => message;

/**
 * `output: "notification"`: the record in the notification that SAP Open Connectors posts, signed if there is a key. Its event
 * id follows from the version, so that a receiver can tell a repeat.
 *
 * @param instance in whose name it is sent; its hub follows from `url`, the poll node's
 * @param signatureKey `""`: not signed
 */
export function notificationOutput(
  instance: NotifyingInstance & { url: string },
  signatureKey: string,
): OutputFormat {
  const { url, ...sender } = instance;
  const hubKey = hubOf(url);
  return (message) => {
    const { coupa, payload } = message;
    const { resource, id, eventType, updatedAt, key } = coupa;
    const notification = buildNotification(
      { resource, id, eventType, updatedAt, record: payload },
      { hubKey, ...sender },
      hash('sha256', key, 'hex').slice(0, 32),
    );
    return { ...message, ...notificationMessage(notification, signatureKey) };
  };
}
