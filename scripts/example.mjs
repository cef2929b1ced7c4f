/**
 * The flows of an example with their connections pointed at a simulated tenant, as a user would after importing them.
 *
 * @param {{ url: string, clientId: string, clientSecret: string }} tenant
 * @param {object[]} flows
 * @returns {object[]}
 */
export function connectTo({ url, clientId, clientSecret }, flows) {
  return flows.map((node) =>
    node.type === 'coupa-config'
      ? { ...node, siteAddress: url, credentials: { clientId, clientSecret } }
      : node,
  );
}
