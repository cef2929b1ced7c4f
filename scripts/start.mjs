import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from './build.mjs';
import { connectTo } from './example.mjs';
import { startNodeRed } from './node-red.mjs';
import { cache, root } from './paths.mjs';
import { startRedis } from './redis.mjs';
import { say } from './run.mjs';
import { main, setup } from './setup.mjs';
import { startSimulator } from './simulator.mjs';

/** What there is to see in the tenant: slow enough to read along. */
const world = {
  change: 0.5,
  args: [
    ...['invoices=100', 'purchase_orders=60', 'suppliers=40', 'users=20'].flatMap((records) => [
      '--records',
      records,
    ]),
    ...['--change-resource', 'invoices'],
    '--pdfs',
  ],
};

const example = 'First records - poll changed invoices.json';

main(import.meta.url, async () => {
  const children = [];
  const ended = untilInterrupted();
  try {
    if (process.argv.includes('--fleet')) await Promise.race([ended, startFleet(children)]);
    else {
      await Promise.race([ended, startAll(children)]);
      await Promise.race([ended, ...children.map(failWhenItEnds)]);
    }
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
  // Whatever a start that was interrupted left open must not hold us.
  process.exit(0);
});

/**
 * Ctrl-C, a closed terminal, or whoever started us. `npm` hands a signal to the shell that it runs us in, which dies of it
 * without a word to us: then our parent is another one.
 */
function untilInterrupted() {
  const parent = process.ppid;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
    setInterval(() => {
      if (process.ppid !== parent) resolve();
    }, 500).unref();
  });
}

async function startAll(children) {
  await setup();
  await build();
  say('Starting a simulated tenant and Node-RED');
  const tenant = await started(children, startSimulator(world));
  const nodeRed = await started(children, startNodeRed({ nodeRed: ownNodeRed(), userDir: makeUserDir() }));
  const flows = JSON.parse(readFileSync(join(root, 'examples', example), 'utf8'));
  await nodeRed.deploy(asDemo(connectTo(tenant, flows).map(pollOften)));
  nodeRed.onLine((line) => process.stdout.write(`${line}\n`));
  process.stdout.write(
    [
      '',
      `Open ${nodeRed.url} and press the bug at the top right: the debug sidebar shows the records as they change.`,
      'To connect to the simulated tenant by hand:',
      `  site address   ${tenant.url}`,
      `  client id      ${tenant.clientId}`,
      `  client secret  ${tenant.clientSecret}`,
      '  scopes         empty, or those that the dialogs propose: its client may read and write everything',
      'To see only the records of your own flow, choose "current flow" in the debug sidebar.',
      'It has invoices (one changes every two seconds; the first hundred have a legal PDF), purchase orders, suppliers and users. Ctrl-C ends everything.',
      '',
      '',
    ].join('\n'),
  );
}

/** Three Node-REDs with the same flow, over one engine and one tenant. Resolves never: one of them may be killed, and is started again. */
async function startFleet(children) {
  await setup({ engine: true });
  await build();
  say('Starting a simulated tenant, a Redis and three Node-REDs');
  const tenant = await started(children, startSimulator(world));
  const redis = await startRedis({ args: ['--appendonly', 'yes'] });
  children.push({ stop: () => redis.stop() });
  const flows = JSON.parse(readFileSync(join(root, 'examples', example), 'utf8'));
  const ours = asDemo(connectTo(tenant, flows).map(pollOften)).map(inFleet);
  const fleet = {
    id: 'demo-fleet',
    type: 'coupa-fleet',
    url: redis.url,
    instance: '${COUPA_INSTANCE}',
    lease: 5,
  };
  const members = ['a', 'b', 'c'].map((name) => ({ name, userDir: makeUserDir(`node-red-${name}`) }));
  for (const member of members) await startMember(children, member, [fleet, ...ours]);
  process.stdout.write(
    [
      '',
      'Three Node-REDs of one fleet. One polls; the node of the others says which:',
      ...members.map(({ name, url }) => `  ${name}  ${url}`),
      'To kill one and see another go on, within five seconds or so (it is started again ten seconds later):',
      ...members.map(({ name, pid }) => `  ${name}  kill -9 ${pid}`),
      'Ctrl-C ends everything.',
      '',
      '',
    ].join('\n'),
  );
  await Promise.all(members.map((member) => keepUp(children, member)));
}

async function startMember(children, member, flows) {
  const env = { COUPA_INSTANCE: member.name };
  const settings = member.url && { uiPort: Number(new URL(member.url).port) };
  const child = await started(children, startNodeRed({ ...member, nodeRed: ownNodeRed(), env, settings }));
  Object.assign(member, { child, url: child.url, pid: child.process.pid });
  child.onLine((line) => process.stdout.write(`${member.name}  ${line}\n`));
  if (flows) await child.deploy(flows);
}

async function keepUp(children, member) {
  for (;;) {
    await member.child.exited;
    process.stdout.write(`${member.name}  has ended\n`);
    await pause(10_000);
    await startMember(children, member);
    process.stdout.write(`${member.name}  runs again: kill -9 ${member.pid}\n`);
  }
}

function inFleet(node) {
  return node.type === 'coupa-config' ? { ...node, fleet: 'demo-fleet' } : node;
}

async function started(children, starting) {
  const child = await starting;
  children.push(child);
  return child;
}

/** Each start is a newcomer's first: an empty user directory, in which the package is linked as if it were installed. */
function makeUserDir(name = 'node-red') {
  const userDir = join(cache, 'start', name);
  rmSync(userDir, { recursive: true, force: true });
  const link = join(userDir, 'node_modules', 'node-red-contrib-coupa');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(root, link, 'junction');
  return userDir;
}

function ownNodeRed() {
  return join(root, 'node_modules', 'node-red');
}

/** The example with ids of its own: whoever imports it beside this one gets another, as in a Node-RED of theirs. */
function asDemo(flows) {
  const text = flows.reduce(
    (json, { id }) => json.replaceAll(`"${id}"`, JSON.stringify(`demo-${id}`)),
    JSON.stringify(flows),
  );
  return JSON.parse(text).map((node) =>
    node.type === 'tab' ? { ...node, label: 'Demo: a simulated tenant' } : node,
  );
}

/** The example polls as often as is decent with a real tenant. Here somebody is waiting. */
function pollOften(node) {
  return node.type === 'coupa-poll' ? { ...node, interval: '0.05' } : node;
}

async function failWhenItEnds(child) {
  const { code, signal } = await child.exited;
  throw new Error(`${child.name} ended by itself (${signal ?? code}):\n${child.lines.slice(-20).join('\n')}`);
}
