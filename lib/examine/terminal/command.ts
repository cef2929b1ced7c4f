import { CoupaError } from '../../base/errors';
import { Connection } from '../../connection/connection';
import type { ConnectionSettings } from '../../connection/settings/settings';
import { examine, gently } from '../examine';
import { reportJson } from '../telling/report-json';
import { reportText } from '../telling/report-text';
import { askAtTerminal, isTerminal } from './ask-at-terminal';
import type { Process } from './process';

/**
 * Runs `node-red-contrib-coupa examine [--json]`: asks the tenant that environment variables or a person at the terminal name, and
 * writes the report to standard output.
 *
 * @returns the exit code: 0 nothing is not kept, 1 something is, 2 wrong usage, or no sign-in
 */
export async function run(argv: readonly string[], given: Process): Promise<number> {
  const { stdout, stderr } = given;
  if (argv.includes('--help') || argv.includes('-h')) {
    stdout.write(usage);
    return 0;
  }
  // What was typed may be a secret: it is not repeated.
  if (argv.some((argument) => argument !== '--json')) {
    stderr.write(`${noArguments}\n\n${usage}`);
    return 2;
  }
  const settings = await readSettings(given);
  if (typeof settings === 'string') {
    stderr.write(`${settings}\n\n${usage}`);
    return 2;
  }
  return report(settings, argv.includes('--json'), given);
}

const noArguments = `examine takes no argument but --json. Address, client and secret come from the environment, or are asked for:
a command line can be read by others on this computer and stays in the shell's history. If you typed a secret,
have a new one made in Coupa.`;

const usage = `Usage: node-red-contrib-coupa examine [--json]

Asks a Coupa tenant some forty questions, which only read, and reports whether it is as this package assumes. The
report holds neither data of your records nor secrets nor the name of your tenant: it may be attached to an issue.

  --json  the report as JSON

Read from the environment, or asked for at a terminal:
  COUPA_SITE_ADDRESS, COUPA_CLIENT_ID, COUPA_CLIENT_SECRET
  COUPA_SCOPE  separated by spaces; empty: all that the client was granted

Proxies and certificates are those of the environment: HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS.

Exit code: 0 nothing is not kept, 1 something is, 2 wrong usage, or no sign-in.
`;

/** The settings, or what is missing. */
async function readSettings(given: Process): Promise<ConnectionSettings | string> {
  // Docker keeps the quotes that a file of variables has around a value.
  const known = (name: string) => given.env[name]?.trim().replace(/^(["'])(.*)\1$/s, '$2') || undefined;
  const asksFor = [
    { name: 'COUPA_SITE_ADDRESS', label: 'Site address (https://acme.coupahost.com)' },
    { name: 'COUPA_CLIENT_ID', label: 'Client identifier' },
    { name: 'COUPA_CLIENT_SECRET', label: 'Client secret', isSecret: true },
  ];
  const missing = asksFor.filter(({ name }) => known(name) === undefined);
  if (missing.length > 0 && !isTerminal(given))
    return `Missing in the environment: ${missing.map(({ name }) => name).join(', ')}.`;
  const asked =
    missing.length === 0
      ? {}
      : await askAtTerminal(given, [...missing, { name: 'COUPA_SCOPE', label: 'Scopes (empty: all)' }]);
  const value = (name: string) => known(name) ?? asked[name] ?? '';
  return {
    authentication: 'oauth2',
    siteAddress: value('COUPA_SITE_ADDRESS'),
    scope: value('COUPA_SCOPE'),
    credentials: { clientId: value('COUPA_CLIENT_ID'), clientSecret: value('COUPA_CLIENT_SECRET') },
    environment: given.env,
  };
}

async function report(settings: ConnectionSettings, asJson: boolean, given: Process): Promise<number> {
  const { stdout, stderr, signal = new AbortController().signal } = given;
  let connection: Connection | undefined;
  try {
    connection = new Connection(gently(settings));
    const asked = (count: number) => {
      if (isTerminal(given)) stderr.write(`\rQuestion ${count} …`);
    };
    const found = await examine(connection, { signal, scope: settings.scope, asked });
    if (isTerminal(given)) stderr.write('\r\u001b[K');
    stdout.write(asJson ? reportJson(found) : reportText(found));
    return found.assumptions.some(({ verdict }) => verdict === 'not kept') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    stderr.write(`${error.message}\n`);
    return 2;
  } finally {
    await connection?.close();
  }
}
