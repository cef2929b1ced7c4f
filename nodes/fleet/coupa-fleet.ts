import type { NodeAPI } from 'node-red';
import { fleetCredentials } from '../../lib/fleet/options';
import { registerWhenUsed, serveWhenAsked } from '../runtime/start/when-needed';

export = (RED: NodeAPI): void => {
  serveWhenAsked(RED, () => (require('../admin/fleet') as typeof import('../admin/fleet')).serveFleet);
  registerWhenUsed(
    RED,
    'coupa-fleet',
    () => (require('./make-fleet') as typeof import('./make-fleet')).makeFleet,
    Object.fromEntries(Object.entries(fleetCredentials).map(([name, type]) => [name, { type }])),
  );
};
