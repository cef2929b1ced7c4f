import assert from 'node:assert/strict';
import type { PollsUnderWay, Step } from '../../../../lib/poll/integration/next-step';
import { RunBook } from '../../../../lib/poll/integration/run-book';
import type { IntegrationState } from '../../../../lib/poll/model/integration-state';
import type { RecordMessage } from '../../../../lib/poll/model/message';
import { recordMessage } from './record-message';

/** A book whose copy is stored whenever it is asked for the next step. */
class Shelf {
  readonly polls = new Set<string>();
  overflowed = 0;
  readonly book: RunBook;

  constructor(stored?: IntegrationState, code = 'ERP') {
    this.book = new RunBook(
      code,
      () => 1000,
      () => {
        this.overflowed += 1;
      },
    );
    if (stored !== undefined) this.book.restore(stored);
  }

  next(): Step | undefined {
    return this.sideBySide(1)[0];
  }

  /** What may be taken at once. */
  sideBySide(most: number): readonly Step[] {
    this.book.isStoredUpTo(this.book.mark);
    return this.book.steps(this.underWay, most);
  }

  /** Takes all steps there are, as words. */
  take(most = 100): string[] {
    const taken: string[] = [];
    for (let step = this.next(); step !== undefined && taken.length < most; step = this.next())
      taken.push(this.carryOut(step));
    return taken;
  }

  private carryOut(step: Step): string {
    const { book } = this;
    const { run } = step;
    switch (step.kind) {
      case 'open':
        book.opened(run, run.poll.length);
        return `open ${run.poll}`;
      case 'start':
        book.started(run);
        return `start ${run.poll} ${step.total ?? 'unknown'}`;
      case 'report':
        book.reported(run, step.report);
        return `${step.report.failure ?? 'success'} ${step.report.document} in ${run.id}`;
      case 'end':
        book.ended(run);
        return `end ${run.poll}${run.failed ? ' failed' : ''}`;
    }
  }

  private readonly underWay: PollsUnderWay = {
    isReading: () => false,
    isUnsettled: (poll) => this.polls.has(poll),
  };
}

function message(id: number, poll = 'p', version = 1): RecordMessage {
  return recordMessage(id, { poll, key: `invoices:${id}:${version}` });
}

describe('the book of integration runs', () => {
  it('tells what is redelivered to the run that failed, which stays so', () => {
    const shelf = new Shelf();
    shelf.book.sent(message(1));
    shelf.book.givenUp(message(1), 'no');
    assert.deepEqual(shelf.take(), ['open p', 'start p 1', 'no 1 in 1', 'end p failed']);
    const state = JSON.parse(JSON.stringify(shelf.book.toState())) as IntegrationState;
    const after = new Shelf(state);
    after.book.sent(message(1));
    after.book.settled(message(1));
    assert.deepEqual(after.take(), ['success 1 in 1']);
    after.book.sent(message(1));
    after.book.givenUp(message(1), 'no again');
    assert.deepEqual(after.take(), ['no again 1 in 1']);
    assert.equal(after.book.toState()?.runs.length, 0);
  });

  it('tells a run of no fewer records than it has reports of: that they were sent, another may have known who was killed', () => {
    const shelf = new Shelf();
    for (const id of [1, 2]) shelf.book.givenUp(message(id), 'no');
    shelf.book.settled(message(2));
    assert.deepEqual(shelf.take(2), ['open p', 'start p 2']);
  });

  it('makes another run of what comes late to one that was successful', () => {
    const shelf = new Shelf();
    shelf.book.sent(message(1));
    shelf.book.settled(message(1));
    shelf.take();
    assert.equal(shelf.book.toState(), undefined);
    shelf.book.sent(message(2));
    shelf.book.settled(message(2));
    assert.deepEqual(shelf.take(), ['open p', 'start p 1', 'success 2 in 1', 'end p']);
  });

  it('tells of a document in its order, whatever fails, and of the others meanwhile', () => {
    const shelf = new Shelf();
    for (const [id, version] of [
      [1, 1],
      [1, 2],
      [2, 1],
    ] as const)
      shelf.book.settled(message(id, 'p', version));
    shelf.book.settled(message(1, 'pp', 3));
    shelf.take(2);
    const first = shelf.next();
    assert.ok(first?.kind === 'report' && first.report.key === 'invoices:1:1');
    assert.equal(shelf.book.rest(first, true), 1);
    const others = shelf.take(3);
    assert.deepEqual(others, ['success 2 in 1', 'open pp', 'start pp 1']);
    const again = shelf.next();
    assert.ok(again?.kind === 'report' && again.report.key === 'invoices:1:1' && again.report.isUncertain);
  });

  it('hands out reports of several documents at once, and of each only the oldest', () => {
    const shelf = new Shelf();
    for (const [id, version] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [3, 1],
      [4, 1],
    ] as const)
      shelf.book.settled(message(id, 'p', version));
    assert.equal(shelf.book.waiting, 5);
    shelf.take(2);
    const steps = shelf.sideBySide(3);
    const keys = steps.map((step) => step.kind === 'report' && step.report.key);
    assert.deepEqual(keys, ['invoices:1:1', 'invoices:2:1', 'invoices:3:1']);
    assert.deepEqual(shelf.take(), [
      'success 1 in 1',
      'success 1 in 1',
      'success 2 in 1',
      'success 3 in 1',
      'success 4 in 1',
      'end p',
    ]);
    assert.equal(shelf.book.waiting, 0);
  });

  it('opens runs in the order of their polls', () => {
    const shelf = new Shelf();
    shelf.book.settled(message(1, 'p'));
    shelf.book.settled(message(2, 'pp'));
    const first = shelf.next();
    assert.ok(first?.kind === 'open' && first.run.poll === 'p');
    shelf.book.rest(first, false);
    const again = shelf.next();
    assert.ok(again?.kind === 'open' && again.run.poll === 'p');
  });

  it('ends a run only when nothing of its poll is left', () => {
    const shelf = new Shelf();
    shelf.polls.add('p');
    shelf.book.sent(message(1));
    shelf.book.settled(message(1));
    assert.deepEqual(shelf.take(), ['open p', 'start p 1', 'success 1 in 1']);
    shelf.polls.clear();
    assert.deepEqual(shelf.take(), ['end p']);
  });

  it('says nothing that is not stored yet', () => {
    const { book } = new Shelf();
    const polls = { isReading: () => false, isUnsettled: () => false };
    book.settled(message(1));
    assert.deepEqual(book.steps(polls, 9), []);
    const { mark } = book;
    book.settled(message(2));
    book.isStoredUpTo(mark);
    const [step] = book.steps(polls, 9);
    assert.ok(step?.kind === 'open');
    book.opened(step.run, 1);
    book.started(step.run);
    const [report, ...others] = book.steps(polls, 9);
    assert.deepEqual(others, []);
    assert.ok(report?.kind === 'report' && report.report.document === 1);
    book.reported(report.run, report.report);
    assert.deepEqual(book.steps(polls, 9), []);
  });

  it('keeps ten thousand reports, counts what it leaves out, and ends a run as failed for an error among these', () => {
    const shelf = new Shelf();
    for (let id = 1; id <= 10_001; id += 1) shelf.book.settled(message(id));
    shelf.book.givenUp(message(10_002), 'no');
    assert.equal(shelf.overflowed, 2);
    assert.equal(shelf.book.toState()?.runs[0]?.reports.length, 10_000);
    assert.equal(shelf.take(20_000).at(-1), 'end p failed');
    shelf.book.settled(message(10_003));
    assert.equal(shelf.overflowed, 2);
  });

  it('counts a record that is replaced by its newer version once', () => {
    const shelf = new Shelf();
    shelf.book.sent(message(1));
    shelf.book.sent(message(2));
    shelf.book.replaced(message(1));
    shelf.book.sent(message(1, 'p', 2));
    shelf.book.replaced(message(1, 'of a run that nobody knows'));
    assert.deepEqual(
      shelf.book.toState()?.runs.map(({ poll, records }) => [poll, records]),
      [['p', 2]],
    );
  });

  it('names a document by its id in Coupa, whatever identifies the record to the user', () => {
    const shelf = new Shelf();
    const { coupa, ...rest } = message(7);
    shelf.book.settled({ ...rest, coupa: { ...coupa, id: 'INV-7' } });
    assert.equal(shelf.book.toState()?.runs[0]?.reports[0]?.document, 7);
  });
});
