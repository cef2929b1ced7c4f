import { readFile } from 'node:fs/promises';
import { formatFinding, needsHand } from '../base/finding';
import { toFlow } from './flow/to-flow';
import { isEmpty } from './model/description';
import type { ReadOptions } from './model/read-options';
import { maxTextLength } from './pasted/tolerant-json';
import { readInstance } from './read-instance';

/** Where a command reads and writes; `process` is one. */
export interface Streams {
  stdin: AsyncIterable<string | Uint8Array>;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/**
 * Runs `node-red-contrib-coupa import [--hub | --direct] [--seed TEXT] FILE`: reads a configuration and writes the flow to standard
 * output, the findings to standard error. `-` is standard input.
 *
 * @returns the exit code: 0 the flow is complete, 1 something needs a hand (or nothing could be read), 2 wrong usage
 */
export async function run(argv: readonly string[], streams: Streams): Promise<number> {
  const command = readArguments(argv);
  if (command === 'help') {
    streams.stdout.write(usage);
    return 0;
  }
  if (typeof command === 'string') {
    streams.stderr.write(`${command}\n\n${usage}`);
    return 2;
  }
  const text = await readInput(command.file, streams);
  if (text instanceof Error) {
    streams.stderr.write(`Reading ${command.file} failed: ${text.message}\n`);
    return 2;
  }
  return importText(text, command, streams);
}

const usage = `Usage: node-red-contrib-coupa import [--hub | --direct] [--seed TEXT] FILE

Reads a configuration of SAP Open Connectors or Rossum and writes a Node-RED flow to standard output, ready for the
editor's Import dialog. What was mended, and what has to be typed in, goes to standard error.

  FILE         the configuration; - reads standard input
  --hub        the flow asks the SAP Open Connectors hub
  --direct     the flow asks Coupa itself (the default for Coupa's connector)
  --seed TEXT  gives the nodes the same ids each time

Exit code: 0 the flow is complete, 1 something needs a hand, 2 wrong usage.

Another command, node-red-contrib-coupa examine --help, reports whether a tenant is as this package assumes.
`;

interface Import extends ReadOptions {
  file: string;
  seed?: string;
}

/** The command, `help`, or what is wrong with it. */
function readArguments(argv: readonly string[]): Import | string {
  if (argv.includes('--help') || argv.includes('-h')) return 'help';
  const [command, ...rest] = argv;
  if (command !== 'import')
    return command === undefined ? 'A command is missing.' : `Unknown command: ${command}`;
  const files: string[] = [];
  const options: Omit<Import, 'file'> = {};
  for (let at = 0; at < rest.length; at++) {
    const argument = rest[at] ?? '';
    if (argument === '--hub' || argument === '--direct')
      options.target = argument === '--hub' ? 'hub' : 'direct';
    else if (argument === '--seed') {
      at++;
      options.seed = rest[at];
      if (options.seed === undefined) return '--seed wants a text.';
    } else if (argument.startsWith('-') && argument !== '-') return `Unknown option: ${argument}`;
    else files.push(argument);
  }
  const [file] = files;
  return file === undefined || files.length > 1 ? 'One file is wanted.' : { ...options, file };
}

async function readInput(file: string, { stdin }: Streams): Promise<string | Error> {
  try {
    if (file !== '-') return decoded(await readFile(file));
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      // One byte too many is enough for the reader to say so.
      if (size > 4 * maxTextLength) break;
      chunks.push(bytes);
    }
    return decoded(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** UTF-8, or what a byte order mark says: a file that PowerShell or an editor of Windows wrote may be UTF-16. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] !== 0xfe || bytes[1] !== 0xff) return bytes.toString('utf8');
  const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
  return Buffer.from(even).swap16().toString('utf16le');
}

function importText(text: string, { seed, target }: Import, { stdout, stderr }: Streams): number {
  const { description, findings } = readInstance(text, target === undefined ? {} : { target });
  for (const finding of findings) stderr.write(`${formatFinding(finding)}\n`);
  const flow = isEmpty(description) ? [] : toFlow(description, findings, seed === undefined ? {} : { seed });
  stdout.write(`${JSON.stringify(flow, null, 2)}\n`);
  return needsHand(findings) ? 1 : 0;
}
