import assert from 'node:assert/strict';
import type { FlowNode } from '../../../../lib/migrate/flow/flow-node';
import { runFunction } from './run-function';

/** What a `coupa-record` of a played flow is asked for. */
export interface AskedRecord {
  name: unknown;
  operation: unknown;
  resource: unknown;
  action: unknown;
  id: unknown;
  file: unknown;
  payload: unknown;
}

/** Stands in for Coupa: the answer's payload and status, or the error of a refused call. */
export type Answering = (asked: AskedRecord) => { payload: unknown; statusCode: number } | Error;

/**
 * Plays an imported export: function nodes run, each `coupa-record` is answered by the test as the contract says, errors go to the catch nodes that
 * name their node.
 *
 * @returns what the `coupa-record` nodes were asked for, in order, the messages that reached "Written", and the errors that no catch node took
 */
export function playFlow(flow: readonly FlowNode[], msg: Record<string, unknown>, answer: Answering) {
  const asked: AskedRecord[] = [];
  const written: Record<string, unknown>[] = [];
  const uncaught: string[] = [];
  const byId = new Map(flow.filter(({ d }) => d !== true).map((node) => [node.id, node]));
  const [start] = flow.filter(({ type }) => type === 'function');
  assert.ok(start);
  const queue: [id: string, msg: Record<string, unknown>][] = [[start.id, msg]];
  const send = (node: FlowNode, output: number, sent: Record<string, unknown> | undefined) => {
    if (sent === undefined) return;
    for (const target of node.wires?.[output] ?? []) queue.push([target, structuredClone(sent)]);
  };
  const fail = (node: FlowNode, error: Error, at: Record<string, unknown>) => {
    const catches = flow.filter(
      ({ type, scope }) => type === 'catch' && (scope as string[]).includes(node.id),
    );
    if (catches.length === 0) uncaught.push(error.message);
    for (const one of catches) send(one, 0, { ...at, error: { message: error.message, cause: error.cause } });
  };
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [id, at] = next;
    const node = byId.get(id);
    if (node === undefined) continue;
    if (node.type === 'debug') written.push(at);
    if (node.type === 'function') {
      try {
        for (const [output, sent] of runFunction(node, at).outputs.entries()) send(node, output, sent);
      } catch (error) {
        fail(node, error as Error, at);
      }
    }
    if (node.type === 'coupa-record') {
      const { name, operation, resource, action } = node;
      const one = {
        name,
        operation,
        resource,
        action,
        id: at['id'],
        file: at['file'],
        payload: plain(at['payload']),
      };
      asked.push(one);
      const given = answer(one);
      if (given instanceof Error) fail(node, given, at);
      else {
        const record = { result: [{ index: 0, statusCode: given.statusCode }] };
        send(node, 0, { ...at, payload: given.payload, coupa: { record } });
      }
    }
  }
  return { asked, written, uncaught };
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
