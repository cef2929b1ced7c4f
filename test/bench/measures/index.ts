import type { Measure } from '../row';
import { dialogs } from './dialogs';
import { fleetAlone } from './fleet-alone';
import { fleetFailover } from './fleet-failover';
import { fleetPath } from './fleet-path';
import { fleetRate } from './fleet-rate';
import { fleetWaiting } from './fleet-waiting';
import { growth } from './growth';
import { idle } from './idle';
import { known } from './known';
import { latency } from './latency';
import { memoryMeasure } from './memory';
import { packageSize } from './package';
import { rateLimit } from './rate-limit';
import { record } from './record';
import { rememberedMeasure } from './remembered';
import { shapeMeasure } from './shapes';
import { traffic } from './traffic';

const fields = {
  shape: 'fields',
  size: 3000,
  name: '3 kB, many fields',
  overFloor: 0.9,
  overCore: 2.8,
} as const;
const texts = {
  shape: 'texts',
  size: 3000,
  name: '3 kB, few long texts',
  overFloor: 0.85,
} as const;
const medium = { shape: 'lines', size: 30_000, name: '30 kB, many lines', overFloor: 0.9 } as const;
const large = { shape: 'lines', size: 100_000, name: '100 kB, many lines', overFloor: 0.9 } as const;

/** Everything that can be measured, by name, in the order of the table. */
export const measures: Readonly<Record<string, Measure>> = {
  'fields-plain': shapeMeasure({ ...fields, gzip: false, overCore: 2.8, isCharted: true }),
  'fields-gzip': shapeMeasure({ ...fields, gzip: true }),
  'texts-plain': shapeMeasure({ ...texts, gzip: false, overCore: 2.8, isCharted: true }),
  'texts-gzip': shapeMeasure({ ...texts, gzip: true }),
  'medium-plain': shapeMeasure({ ...medium, gzip: false }),
  'medium-gzip': shapeMeasure({ ...medium, gzip: true }),
  'large-plain': shapeMeasure({ ...large, gzip: false, isCharted: true }),
  'large-gzip': shapeMeasure({ ...large, gzip: true, isCharted: true }),
  known,
  traffic,
  latency,
  'rate-limit': rateLimit,
  record,
  'memory-large': memoryMeasure([
    { ...large, name: '100 kB, plain', target: 96e6, isLong: false, records: (scale) => scale.memoryLarge },
    {
      ...large,
      name: '100 kB, gzip',
      gzip: true,
      target: 96e6,
      isLong: false,
      records: (scale) => scale.memoryLarge,
    },
  ]),
  'memory-small': memoryMeasure([
    { ...fields, size: 1000, name: '1 kB', target: 64e6, isLong: true, records: (scale) => scale.memory },
    { ...fields, name: '3 kB', target: 64e6, isLong: true, records: (scale) => scale.memory },
    {
      ...fields,
      name: '3 kB',
      nodeOptions: '--max-old-space-size=256',
      target: 64e6,
      isLong: true,
      records: (scale) => scale.memory,
    },
  ]),
  growth,
  remembered: rememberedMeasure,
  'fleet-path': fleetPath,
  'fleet-alone': fleetAlone,
  'fleet-waiting': fleetWaiting,
  'fleet-failover': fleetFailover,
  'fleet-rate': fleetRate,
  idle,
  package: packageSize,
  dialogs,
};
