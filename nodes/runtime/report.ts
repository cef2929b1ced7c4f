import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import type { Say } from '../../lib/base/text/phrase';
import { sayAll } from '../../lib/base/text/say-all';

/** Errors that some node has reported already, with the flows that heard of them: a tab, an instance of a subflow. */
const reported = new WeakMap<object, Set<string>>();

/** What goes to the log only, which all flows share. */
const log = '';

/**
 * Whether nobody in a flow has reported this very error: one refused secret is one error, however many nodes wait for a token, but catch
 * nodes hear only what is reported in their own flow.
 *
 * @param flow the node's `z`. Default: what is reported without a message, which no catch node hears and the log has once.
 */
export function isFirstReport(error: unknown, flow = log): boolean {
  if (typeof error !== 'object' || error === null) return true;
  const flows = reported.get(error) ?? new Set<string>();
  if (flows.has(flow)) return false;
  reported.set(error, flows.add(flow));
  return true;
}

/**
 * Makes an error ready for `done` and for `node.error` with a message: its text is in the language of Node-RED, and it has the `code`,
 * `statusCode` and `details` of ours. Node-RED hands catch nodes only an error's text, code, stack and cause, so what else is known
 * travels as the cause, too: `msg.error.cause.details`.
 */
export function forCatchNodes(error: unknown, say: Say): Error {
  if (!(error instanceof CoupaError)) return error instanceof Error ? error : new Error(String(error));
  const { name, code, statusCode, details } = error;
  const message = say(error.phrase);
  const said = sayAll(details, say);
  const isMore = statusCode !== undefined || details !== undefined;
  const cause = isMore ? readable({ statusCode, details: said }) : error.cause;
  const told = new Error(message, cause === undefined ? undefined : { cause });
  // A stack begins with the message.
  const stack = error.stack?.replace(error.message, () => message);
  const hidden = { name, stack, toString: () => message };
  for (const [key, value] of Object.entries(hidden))
    Object.defineProperty(told, key, { value, configurable: true, writable: true });
  return Object.assign(told, {
    code,
    ...(statusCode !== undefined && { statusCode }),
    ...(details !== undefined && { details: said }),
  });
}

/** Makes an error ready that a node reports by itself: for catch nodes if there are any in the flows, else for the debug sidebar. */
export function forReport(RED: NodeAPI, error: unknown, say: Say): Error {
  let isHeard = false;
  RED.nodes.eachNode(({ type }) => {
    isHeard ||= type === 'catch';
  });
  return isHeard ? forCatchNodes(error, say) : forSidebar(error, say);
}

/**
 * Makes an error ready for `node.error` without a message, which no catch node hears. It is a text with the properties of the error: the
 * debug sidebar shows an `Error` as a tree that has to be unfolded, and a text as it reads.
 */
export function forSidebar(error: unknown, say: Say): Error {
  const told = forCatchNodes(error, say);
  const { name, message, stack } = told;
  return Object.assign(Object(message) as Error, told, { name, message, stack });
}

/** The error's name in the catalogue of texts: `errors.COUPA_AUTH`. */
export function errorKey(error: unknown): string {
  return `errors.${error instanceof CoupaError ? error.code : 'other'}`;
}

/** The debug sidebar shows a cause as text. */
function readable(facts: object): object {
  return Object.defineProperty(facts, 'toString', { value: () => JSON.stringify(facts), enumerable: false });
}
