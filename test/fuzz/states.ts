import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { FileStore } from '../../lib/local/file-store';
import { seal } from '../../lib/local/seal';
import { loadState } from '../../lib/poll/ledger/load-state';
import { writeState } from '../../lib/poll/ledger/state-document';
import { newState } from '../../lib/poll/model/state';
import { mutated } from './mutations';
import { watched } from './targets';

const identity = { tenant: 'https://acme.example', path: '/api/invoices', filter: '' };
const position = Date.UTC(2026, 10, 22, 8);

/** A damaged position file is told, or was not damaged in anything that counts; it never gives a later position in silence. */
export function statesTarget(): { property: fc.IAsyncProperty<unknown>; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-states-'));
  const file = join(folder, 'state.json');
  const property = fc.asyncProperty(mutated([document]), async (mutation) => {
    // What a file can hold: half of a pair of surrogates is no character.
    const text = Buffer.from(mutation).toString();
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    writeFileSync(file, text);
    const found = await watched(() => loadState(new FileStore(file), identity));
    const { state, problem } = found as Awaited<ReturnType<typeof loadState>>;
    if (text === document) assert.equal(problem, undefined, 'damage is told, and there is none');
    else if (problem === undefined)
      assert.deepEqual(
        JSON.parse(text.replace(/^\ufeff/, '')),
        JSON.parse(document),
        'damage is taken in silence',
      );
    assert.ok((state.position ?? 0) <= position, 'the position is later than what was stored');
    if (problem !== undefined)
      assert.ok(
        readdirSync(folder).some((name) => readFileSync(join(folder, name), 'utf8') === text),
        'what was damaged is gone',
      );
  });
  return { property, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** As a node stores it in the middle of a scan, with something unsettled. */
const document = seal(
  writeState(
    {
      ...newState(identity),
      position,
      since: position - 3_600_000,
      memory: [['1', position - 1000, 'abcdefghijklmnop', 0]],
      pending: [
        {
          id: 'one',
          identity: '1',
          key: 'invoices:1:2026-11-22T08:00:00.000Z',
          message: JSON.stringify({
            topic: 'invoices',
            payload: { id: 1 },
            coupa: { resource: 'invoices', id: 1, eventType: 'CREATED', key: 'invoices:1', poll: 'one' },
          }),
          attempt: 1,
          from: position - 600_000,
          beside: false,
        },
      ],
      notices: ['order'],
    },
    position - 600_000,
  ),
);
