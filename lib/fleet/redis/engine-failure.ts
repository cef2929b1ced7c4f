import { CoupaError } from '../../base/errors';
import type { Scrubber } from '../../base/secrets/scrub';
import { type Phrase, phrase } from '../../base/text/phrase';
import { EngineFull } from '../engine/documents';
import { unanswered } from '../engine/unanswered';

const ofCluster = (name: string) =>
  phrase`The engine ${name} is part of a cluster. Give the fleet a server that is not, or one with Sentinels.`;

/** What an engine's own words begin with, and what they mean. `config`: a person has to change something. */
const replies: readonly [begins: string, kind: 'config' | 'state', means: (name: string) => Phrase][] = [
  [
    'WRONGPASS',
    'config',
    (name) =>
      phrase`The engine ${name} refuses the user name or the password. Open the fleet and write them again.`,
  ],
  [
    'NOAUTH',
    'config',
    (name) => phrase`The engine ${name} asks for a password. Open the fleet and write it.`,
  ],
  [
    'ERR AUTH',
    'config',
    (name) =>
      phrase`The engine ${name} has no password, and the fleet sends one. Open the fleet and empty user name and password.`,
  ],
  [
    'NOPERM',
    'config',
    (name) =>
      phrase`The engine ${name} does not let this user do what a fleet has to. Give it the keys {<prefix>:*, scripts, hashes, strings, lists, sorted sets, streams and INFO.`,
  ],
  ['MOVED', 'config', ofCluster],
  ['ASK ', 'config', ofCluster],
  ['CLUSTERDOWN', 'config', ofCluster],
  [
    'WRONGTYPE',
    'config',
    (name) =>
      phrase`The engine ${name} has keys of somebody else under the names of the fleet's. Nothing is lost: the polls go on when they are gone. Remove them, or give the fleet another prefix.`,
  ],
  [
    'MISCONF',
    'state',
    (name) =>
      phrase`The engine ${name} cannot write its data to its disk, and takes no writes until it can. Nothing is lost: the polls go on then. Look at its log, and at the room on its disk.`,
  ],
  [
    'OOM',
    'state',
    (name) =>
      phrase`The memory of the engine ${name} is full. Nothing is lost: give it more, and the polls go on.`,
  ],
  [
    'READONLY',
    'state',
    (name) =>
      phrase`The engine ${name} is a replica, which takes no writes. Nothing is lost: the polls go on when the fleet reaches the master. Where Sentinels watch it, give the fleet their addresses.`,
  ],
  [
    'LOADING',
    'state',
    (name) =>
      phrase`The engine ${name} has just started and is reading its data. The polls go on when it has.`,
  ],
];

/**
 * An error of the client, or a reply that is one, as it is told. It holds neither URL nor password.
 *
 * @param scrubber takes them out: what answers may show what it was asked.
 * @param isEncrypted whether TLS was to be spoken: an engine that does not waits for more of what it takes for a command.
 */
export function engineFailure(
  error: unknown,
  name: string,
  scrubber: Scrubber,
  isEncrypted = false,
): CoupaError {
  if (error instanceof CoupaError) return error;
  const { message: said, code } = readError(error);
  const message = scrubber.text(said);
  // A script that fails says so around the engine's own words.
  const known = replies.find(([begins]) => message.startsWith(begins) || message.includes(`-${begins} `));
  if (known !== undefined) {
    const [begins, kind, means] = known;
    const cause = begin(message);
    return begins === 'OOM'
      ? new EngineFull('COUPA_STATE', means(name), { details: { cause } })
      : failure(kind, means(name), cause);
  }
  if (isOtherProtocol(code, message))
    return failure(
      'config',
      phrase`The engine ${name} does not speak TLS. Write redis:// instead of rediss:// in the fleet, or give it the port where it does.`,
      code,
    );
  if (isEncrypted && message === 'Connection timeout')
    return failure(
      'state',
      phrase`The engine ${name} began no TLS connection in time. If it does not speak TLS at this port, write redis:// instead of rediss:// in the fleet.`,
    );
  const silence = /^Socket timeout.* (\d+)ms/.exec(message);
  if (silence !== null) return unanswered(name, Number(silence[1]));
  const text = phrase`The engine ${name} cannot be reached (${code ?? begin(message)}). Nothing is lost: the polls go on when it is back.`;
  return failure('state', text, code);
}

/** What the library's errors are called where they have no code of their own. */
function readError(error: unknown): { message: string; code?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const inner = error instanceof AggregateError ? error.errors[0] : undefined;
  if (inner !== undefined) return readError(inner);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { message: error.message, code };
}

function isOtherProtocol(code: string | undefined, message: string): boolean {
  return (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    /wrong version number|packet length too long/i.test(message)
  );
}

/** Its first words: the rest may quote what was sent. */
function begin(message: string): string {
  return message.split(/[\n:,]/)[0]?.slice(0, 80) ?? '';
}

function failure(kind: 'config' | 'state', text: Phrase, cause?: string): CoupaError {
  const code = kind === 'config' ? 'COUPA_CONFIG' : 'COUPA_STATE';
  return new CoupaError(code, text, { details: { cause } });
}
