import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { TemplateValues } from '../lib/dates/url-template';

/** Looks up what a template's mustache names: environment, context, and the message that asked for the poll. */
export function templateValues(RED: NodeAPI, node: Node, message: unknown): TemplateValues {
  return {
    env: (path) => RED.util.evaluateNodeProperty(path, 'env', node, {}),
    flow: (path) => node.context().flow.get(path),
    global: (path) => node.context().global.get(path),
    msg: (path) =>
      typeof message === 'object' && message !== null
        ? RED.util.getMessageProperty(message as NodeMessage, path)
        : undefined,
  };
}
