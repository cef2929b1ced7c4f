import { isJsonObject } from '../base/json';
import type { TraceContext } from './tracing';

/**
 * A message that carries the context of what it comes from in its headers, where an `http request` node sends it on, and where those
 * packages that follow messages through Node-RED write it. Headers that are something else stay as they are.
 */
export function withTraceHeaders<Message extends object>(message: Message, context: TraceContext): Message {
  const { headers } = message as { headers?: unknown };
  if (Object.keys(context).length === 0 || (headers !== undefined && !isJsonObject(headers))) return message;
  return { ...message, headers: { ...headers, ...context } };
}

/**
 * The same for a message with a record, which has it in `msg.coupa`, too: that comes back with an acknowledgement, while an
 * `http request` node replaces the headers by those of the answer.
 */
export function withTrace<Message extends { coupa: object }>(
  message: Message,
  context: TraceContext,
): Message {
  if (Object.keys(context).length === 0) return message;
  return { ...withTraceHeaders(message, context), coupa: { ...message.coupa, ...context } };
}
