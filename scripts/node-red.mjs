import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from './child.mjs';

/** Settings every Node-RED of ours has: this machine only, a key that survives, nothing that calls home or gets in the way. */
const quiet = {
  uiHost: '127.0.0.1',
  uiPort: 0,
  flowFile: 'flows.json',
  credentialSecret: 'a key for tests and demonstrations only',
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false } },
  editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  logging: { console: { level: 'info', metrics: false, audit: false } },
};

/**
 * Starts a Node-RED in a process of its own and waits until it listens.
 *
 * @param {{ nodeRed: string, userDir: string, node?: string, env?: NodeJS.ProcessEnv, settings?: object }} options
 *   `nodeRed`: the folder of the package `node-red`; `settings`: laid over ours, as JSON; a free port unless `uiPort` is there
 * @returns {Promise<object>} the child (see `startChild`) with the editor's `url`, and `deploy(flows, type)`
 */
export async function startNodeRed({ nodeRed, userDir, node, env, settings = {} }) {
  mkdirSync(userDir, { recursive: true });
  const file = join(userDir, 'settings.js');
  const editorTheme = { ...quiet.editorTheme, ...settings.editorTheme };
  const all = { ...quiet, ...settings, editorTheme };
  writeFileSync(file, `module.exports = ${JSON.stringify(all, null, 2)};\n`);
  const script = join(nodeRed, 'red.js');
  const child = startChild('Node-RED', [script, '--userDir', userDir, '--settings', file], {
    node,
    env: { NODE_RED_DISABLE_TELEMETRY: '1', ...env },
    cwd: userDir,
  });
  try {
    const [, port] = /:(\d+)\/?\s*$/.exec(await child.waitFor(serving));
    await child.waitFor(started);
    const url = `http://127.0.0.1:${port}/`;
    return Object.assign(child, { url, deploy: (flows, type) => deploy(child, url, flows, type) });
  } catch (error) {
    await child.stop('SIGKILL');
    throw error;
  }
}

// In English, and in French, the language of a test.
const serving = /(?:Server now running at|Le serveur est disponible à l'adresse) http:\/\/\S+:\d+/;
const started =
  /Started flows|Started modified|Waiting for missing types|Flows stopped in safe mode|Flux démarrés/;

/**
 * Deploys flows the way the editor does (the nodes' `credentials` are taken out, encrypted and kept by Node-RED),
 * and waits until they run.
 *
 * @param {'full' | 'nodes' | 'flows' | 'reload'} [type]
 */
async function deploy(child, url, flows, type = 'full') {
  const from = child.lines.length;
  const response = await fetch(new URL('flows', url), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Node-RED-API-Version': 'v2',
      'Node-RED-Deployment-Type': type,
    },
    body: JSON.stringify({ flows }),
  });
  if (!response.ok)
    throw new Error(`Node-RED refused the flows (${response.status}): ${await response.text()}`);
  await child.waitFor(started, { from });
}
