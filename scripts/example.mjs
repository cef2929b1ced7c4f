/**
 * The flows of an example with their connections pointed at a simulated tenant, as a user would after importing them.
 *
 * @param {{ url: string, clientId: string, clientSecret: string, csoApiKey?: string }} tenant its CSO site, if it has
 *   one, is at the same address
 * @param {object[]} flows
 * @returns {object[]}
 */
export function connectTo({ url, clientId, clientSecret, csoApiKey }, flows) {
  const credentials = { clientId, clientSecret, ...(csoApiKey && { csoApiKey }) };
  return flows.map((node) =>
    node.type === 'coupa-config'
      ? { ...node, siteAddress: url, csoAddress: csoApiKey ? url : '', credentials }
      : node,
  );
}
