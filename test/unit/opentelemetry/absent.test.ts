import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadApi } from '../../../lib/opentelemetry/load-api';
import type { TelemetryEvent } from '../../../lib/ports/events';
import { Telemetry } from '../../../lib/ports/telemetry';
import { FakeClock, Rig } from '../poll/rig';

const missing = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });

describe('Where OpenTelemetry’s API is not installed', () => {
  it('it is looked for once, with the first connection, and nobody listens from then on', async () => {
    const script = join(__dirname, 'absent-process.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], {
      cwd: join(__dirname, '..', '..', '..'),
    });
    assert.deepEqual(JSON.parse(stdout), { atLoad: 0, asked: 1, heard: [], followed: 0 });
  });

  it('that is no reason for a warning, and one that is broken is', async () => {
    const fail = (error: Error) =>
      loadApi(() => {
        throw error;
      });
    const warned: Error[] = [];
    const listen = (warning: Error) => warned.push(warning);
    process.on('warning', listen);
    try {
      assert.equal(fail(missing), undefined);
      assert.equal(fail(new Error('broken')), undefined);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        warned.map(({ message }) => message),
        ['broken'],
      );
    } finally {
      process.off('warning', listen);
    }
  });

  it('nothing is made for pages and records that nobody listens to', async () => {
    class Counting extends Telemetry {
      readonly told: TelemetryEvent[] = [];

      override tell(event: TelemetryEvent): void {
        this.told.push(event);
      }
    }
    const telemetry = new Counting();
    const at = '2026-11-21T10:00:00Z';
    const records = Array.from({ length: 3 }, (_, index) => ({
      id: index + 1,
      'created-at': at,
      'updated-at': at,
    }));
    const pages: unknown[][] = [records, []];
    const requester = {
      request: async () => ({
        statusCode: 200,
        headers: {},
        body: pages.shift() ?? [],
        date: Date.UTC(2026, 10, 22),
        elapsed: 0,
        requests: 1,
      }),
    };
    const clock = new FakeClock(Date.UTC(2026, 10, 22));
    const rig = new Rig(requester, { config: { start: 'beginning' }, telemetry, clock });
    await rig.poller.poll();
    assert.equal(rig.messages.length, 3);
    assert.deepEqual(telemetry.told, []);
    await rig.poller.close();
    assert.equal(telemetry.gauges.size, 0);
  });
});
