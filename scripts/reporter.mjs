import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

const { EVENT_RUN_END } = Mocha.Runner.constants;

/** Mocha's own `spec` output; the counts, and what failed with its reason, as JSON in the file that `$TEST_COUNTS` names. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(
        process.env.TEST_COUNTS,
        JSON.stringify({
          passed: passes,
          failed: failures,
          skipped: pending,
          failures: this.failures.map(told),
        }),
      );
    });
  }
}

/** @returns {string} of a test or hook that failed: its whole title, and why as far as a line or twelve tell it */
function told(test) {
  const reason = String(test.err?.stack ?? test.err?.message ?? test.err).split('\n');
  return [test.fullTitle(), ...reason.slice(0, 12).map((line) => `  ${line.slice(0, 300)}`)].join('\n');
}
