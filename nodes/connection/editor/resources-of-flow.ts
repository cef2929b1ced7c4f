/** Names of the resources that the poll nodes on a connection read; of those that are open, what their dialogs say. */
export function resourcesOfFlow(connectionId: string): string[] {
  const open = RED.editor.getEditStack().filter(({ type }) => type === 'coupa-poll');
  const deployed = RED.nodes
    .filterNodes({ type: 'coupa-poll' })
    .filter((node) => node['connection'] === connectionId && !open.some(({ id }) => id === node.id));
  const names = [
    ...deployed.map((node) => node['resource']),
    ...open.map((node) => node._def.resourceInDialog?.(node)),
  ];
  return [...new Set(names.filter((name) => typeof name === 'string' && name !== ''))].map(String);
}
