import type { Node, NodeAPI } from 'node-red';
import { instanceVariables, readTags } from '../../lib/hub/instance-variables';
import type { NotifyingInstance } from '../../lib/hub/notification';
import { textOf } from './text-of';

/**
 * In whose name a node sends notifications: the instance that the environment variables of its tab tell of, which an import
 * puts there; without them the node itself.
 */
export function notifyingInstance(RED: NodeAPI, node: Node): NotifyingInstance {
  const variable = (name: string): unknown => RED.util.evaluateNodeProperty(name, 'env', node, {});
  const text = (name: string) => textOf(variable(name)) || undefined;
  return {
    elementKey: text(instanceVariables.element),
    name: text(instanceVariables.name) ?? textOf(node.name),
    tags: readTags(variable(instanceVariables.tags) || []),
  };
}
