import assert from 'node:assert/strict';
import { KeptRows } from '../../../lib/fleet/kept-rows';
import type { Row } from '../../../lib/fleet/split-document';

const row = (id: string, attempt: number, more: object = {}): Row => ({ id, attempt, message: 'm', ...more });
const copied = (...rows: Row[]) => new Map(rows.map((one) => [one.id, one]));

describe('Rows that the engine keeps', () => {
  it('are put with a document where they changed, and not where more has happened since it was copied', () => {
    const kept = new KeptRows();
    kept.loaded([row('1', 1), row('2', 1), row('3', 1), row('4', 1)], []);
    kept.handedOver(row('2', 2));
    kept.handedOver(row('3', 1, { handed: true }));
    kept.left('4');
    const document = copied(row('1', 1, { tries: 1 }), row('2', 1), row('3', 1), row('4', 1), row('5', 0));
    assert.deepEqual(
      kept.changed(document).map(({ id }) => id),
      ['1', '5'],
    );
  });

  it('go with a document that does not name them, but for those that were handed over since it was copied', () => {
    const kept = new KeptRows();
    kept.loaded([row('1', 1), row('2', 1)], ['of no document']);
    kept.handedOver(row('3', 1));
    const document = copied(row('2', 1));
    assert.deepEqual(kept.needless(document), ['of no document', '1']);
    kept.documented(copied(row('2', 1), row('3', 1)));
    assert.deepEqual(kept.needless(document), ['of no document', '1', '3']);
  });

  it('keep their place when nothing is left of them, as long as a document names them', () => {
    const kept = new KeptRows();
    kept.handedOver(row('1', 1));
    assert.equal(kept.isThere('1'), true);
    kept.left('1');
    assert.equal(kept.isThere('1'), false);
    assert.deepEqual(kept.needless(copied(row('1', 1))), []);
    assert.deepEqual(kept.needless(copied()), ['1']);
  });
});
