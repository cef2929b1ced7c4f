import assert from 'node:assert/strict';
import { Term } from '../../../lib/fleet/term';
import { whileAlive } from '../../../lib/fleet/while-alive';
import { manualClock } from '../connection/manual-clock';

describe('What a leader sends and tells', () => {
  it('is what it sent and told before its lease was over, by a process that was stopped and has fired no timer since, too', async () => {
    const clock = manualClock();
    const term = new Term('1', 10_000, clock, () => undefined);
    const told: string[] = [];
    const outlet = whileAlive({ name: 'outlet', tell: (what: string) => told.push(what) }, term);
    outlet.tell('a record');
    const { monotonic } = clock;
    clock.monotonic = () => monotonic() + 9999;
    outlet.tell('a summary');
    clock.monotonic = () => monotonic() + 10_000;
    outlet.tell('what another may tell by now');
    assert.deepEqual([outlet.name, ...told], ['outlet', 'a record', 'a summary']);
  });

  it('ends with the term, whatever ended it', () => {
    const term = new Term('1', 10_000, manualClock(), () => undefined);
    const told: string[] = [];
    const outlet = whileAlive({ tell: (what: string) => told.push(what) }, term);
    term.end('FENCED');
    outlet.tell('what another may tell by now');
    assert.deepEqual(told, []);
  });
});
