import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

const { EVENT_RUN_END } = Mocha.Runner.constants;

/** Milliseconds after the last test in which the process has to end by itself: `.mocharc.json` says `exit: false`. */
const lingerMs = Number(process.env.TEST_LINGER_MS ?? 60_000);

/** Mocha's own `spec` output; the counts, and what failed with its reason, as JSON in the file that `$TEST_COUNTS` names. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const counts = {
        passed: passes,
        failed: failures,
        skipped: pending,
        failures: this.failures.map(told),
      };
      write(counts);
      endIfIdle(counts);
    });
  }
}

function write(counts) {
  writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counts));
}

/** What a test has left open would keep the process for ever: it fails with the names of that. */
function endIfIdle(counts) {
  setTimeout(() => {
    const reason = `The process did not end after its last test. Open: ${stillOpen().join(', ')}.`;
    process.stdout.write(`\n${reason}\n`);
    write({ ...counts, failed: counts.failed + 1, failures: [...counts.failures, reason] });
    process.exit(1);
  }, lingerMs).unref();
}

function stillOpen() {
  const kinds = process.getActiveResourcesInfo().filter((kind) => !/^TTY|^Pipe|^TCP/.test(kind));
  // Undocumented, as nothing that is documented tells which.
  const handles = process._getActiveHandles?.().map(shown) ?? [];
  return [...kinds, ...handles];
}

function shown(handle) {
  const { localPort, remotePort, fd, spawnargs } = handle;
  const address =
    typeof handle.address === 'function' && handle.listening ? `of port ${handle.address()?.port}` : '';
  const ports = remotePort === undefined ? '' : `from port ${localPort} to ${remotePort}`;
  const what = [
    address,
    ports,
    fd === undefined || fd === null ? '' : `fd ${fd}`,
    spawnargs?.join(' ') ?? '',
  ];
  return [handle.constructor?.name ?? typeof handle, ...what.filter((one) => one !== '')].join(' ');
}

/** @returns {string} of a test or hook that failed: its whole title, and why as far as a line or twelve tell it */
function told(test) {
  const reason = String(test.err?.stack ?? test.err?.message ?? test.err).split('\n');
  return [test.fullTitle(), ...reason.slice(0, 12).map((line) => `  ${line.slice(0, 300)}`)].join('\n');
}
