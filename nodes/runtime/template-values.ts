import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import type { TemplateValues } from '../../lib/template/url-template';
import { contextStoreNames, storeAnswer } from './context-store';

/** Looks up what a template's mustache names: environment, context, and the message that asked for the poll. */
export function templateValues(RED: NodeAPI, node: Node, message: unknown): TemplateValues {
  return {
    env: (path) => RED.util.evaluateNodeProperty(path, 'env', node, {}),
    flow: (path) => contextValue(RED, node.context().flow, path),
    global: (path) => contextValue(RED, node.context().global, path),
    msg: (path) =>
      typeof message === 'object' && message !== null
        ? RED.util.getMessageProperty(message as NodeMessage, path)
        : undefined,
  };
}

type Context = ReturnType<Node['context']>['global'];

/**
 * A value of a context; a promise where its store answers later.
 *
 * @param path with its store as other nodes write it, `#:(store)::key`, or without: the default one
 */
function contextValue(RED: NodeAPI, context: Context, path: string): unknown {
  const { store, key } = RED.util.parseContextStore(path);
  if (store !== undefined && !contextStoreNames(RED).includes(store)) {
    // Node-RED would take its default one, and say so only in the log.
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`there is no context store "${store}" in settings.js; there are: ${contextStoreNames(RED).join(', ')}`,
    );
  }
  let answer: { value: unknown } | undefined;
  const later = storeAnswer(store, (done) =>
    context.get(key, store, (error: unknown, value: unknown) => {
      done(error, value);
      answer = error ? undefined : { value };
    }),
  );
  return answer === undefined ? later : answer.value;
}
