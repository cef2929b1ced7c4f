import type { FlowNode } from './flows';

/** Those of Node-RED's own nodes that most flows of these tests use. */
const few = [
  'inject',
  'debug',
  'function',
  'catch',
  'status',
  'complete',
  'comment',
  'change',
  'switch',
  'template',
];

/** What is no node of Node-RED's palette. */
const others = /^(?:tab|group|subflow(?::.*)?|coupa-.*)$/;

/** Whether a Node-RED that has only the few can start this node. */
export function isOfFew({ type }: FlowNode): boolean {
  return few.includes(type) || others.test(type);
}

/** The files of Node-RED's other nodes, as its setting `nodesExcludes` takes them. */
export const notOfFew = [
  '05-tls.js',
  '06-httpproxy.js',
  '10-file.js',
  '10-mqtt.js',
  '16-range.js',
  '17-split.js',
  '18-sort.js',
  '19-batch.js',
  '21-httpin.js',
  '21-httprequest.js',
  '22-websocket.js',
  '23-watch.js',
  '31-tcpin.js',
  '32-udp.js',
  '70-CSV.js',
  '70-HTML.js',
  '70-JSON.js',
  '70-XML.js',
  '70-YAML.js',
  '89-delay.js',
  '89-trigger.js',
  '90-exec.js',
  'rbe.js',
];
