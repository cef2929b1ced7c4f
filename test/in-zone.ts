import assert from 'node:assert/strict';

/** Lets this computer stand in another time zone for each test of a `describe`: what depends on it shows there. */
export function inZone(zone: string): void {
  const { TZ } = process.env;

  beforeEach(() => {
    process.env['TZ'] = zone;
    assert.equal(Intl.DateTimeFormat().resolvedOptions().timeZone, zone, 'the zone was not set');
  });

  afterEach(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });
}
