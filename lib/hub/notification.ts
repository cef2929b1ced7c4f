import { randomUUID } from 'node:crypto';
import { coupasHub } from '../catalogue/resources';
import { sign, signatureHeader } from './signature';

/** The record a notification is about. */
export interface NotifiedRecord {
  /** `invoices`. */
  resource: string;
  /** As in `msg.coupa.id`; `undefined` where records have none. */
  id?: string | number;
  eventType: 'CREATED' | 'UPDATED' | 'DELETED';
  /** ISO 8601; the time of the event. `undefined`: the record has no date, and now is taken. */
  updatedAt?: string;
  record: unknown;
}

/** The instance in whose name a notification is sent. */
export interface NotifyingInstance {
  /** Default `coupa`. */
  elementKey?: string;
  /** Default `businessspendmanagement`. */
  hubKey?: string;
  /** Default `""`. */
  name?: string;
  /** Default none. */
  tags?: readonly string[];
  /** The instance's number on the hub, which receivers may look at. Default 1, as for the next three. */
  instanceId?: number;
  accountId?: number;
  companyId?: number;
  userId?: number;
}

/** A notification as SAP Open Connectors posts it to a callback URL. */
export interface Notification {
  message: {
    elementKey: string;
    accountId: number;
    eventId: string;
    companyId: number;
    instanceId: number;
    instance_id: number;
    instanceName: string;
    instanceTags: string[];
    raw: unknown;
    userId: number;
    events: NotificationEvent[];
  };
}

export interface NotificationEvent {
  elementKey: string;
  eventType: 'CREATED' | 'UPDATED' | 'DELETED';
  hubKey: string;
  objectId: string;
  objectType: string;
  /** ISO 8601 in UTC with whole seconds: `2016-06-01T04:09:10Z`. */
  date: string;
}

/** A notification ready for Node-RED's `http request` node. */
export interface NotificationMessage {
  method: 'POST';
  payload: Notification;
  headers: Record<string, string>;
}

/**
 * Builds the notification of one record, with one event in it.
 *
 * @param eventId default: a random UUID. The same for every sending of one version, so that a receiver can tell a repeat.
 * @param now epoch milliseconds, for a record without a date
 */
export function buildNotification(
  { resource, id, eventType, updatedAt, record }: NotifiedRecord,
  instance: NotifyingInstance = {},
  eventId: string = randomUUID(),
  now: number = Date.now(),
): Notification {
  const { elementKey = 'coupa', hubKey = coupasHub, instanceId = 1 } = instance;
  const objectId = id === undefined ? '' : String(id);
  const date = wholeSeconds(updatedAt, now);
  return {
    message: {
      elementKey,
      accountId: instance.accountId ?? 1,
      eventId,
      companyId: instance.companyId ?? 1,
      instanceId,
      instance_id: instanceId,
      instanceName: instance.name ?? '',
      instanceTags: [...(instance.tags ?? [])],
      raw: record,
      userId: instance.userId ?? 1,
      events: [{ elementKey, eventType, hubKey, objectId, objectType: resource, date }],
    },
  };
}

/**
 * Makes the message that posts a notification. The signature is over `JSON.stringify(payload)`: those are the bytes that the
 * `http request` node sends for an object, so nothing may change the payload between the two nodes.
 *
 * @param key signs it; `""`: no signature
 */
export function notificationMessage(notification: Notification, key: string): NotificationMessage {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (key !== '') headers[signatureHeader] = sign(JSON.stringify(notification), key);
  return { method: 'POST', payload: notification, headers };
}

/** The hub that a URL names: `/hubs/finance/customers` is of `finance`; Coupa's own for any other URL. */
export function hubOf(url: string): string {
  return /\/hubs\/([^/?#]+)\//.exec(url)?.[1] ?? coupasHub;
}

function wholeSeconds(date: string | undefined, now: number): string {
  const parsed = date === undefined ? Number.NaN : Date.parse(date);
  return `${new Date(Number.isNaN(parsed) ? now : parsed).toISOString().slice(0, 19)}Z`;
}
