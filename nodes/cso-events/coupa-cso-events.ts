import type { NodeAPI } from 'node-red';
import { registerWhenUsed, serveWhenAsked } from '../runtime/start/when-needed';

export = (RED: NodeAPI): void => {
  serveWhenAsked(RED, () => (require('../admin/cso') as typeof import('../admin/cso')).serveCso);
  registerWhenUsed(
    RED,
    'coupa-cso-events',
    () => (require('./make-cso-events') as typeof import('./make-cso-events')).makeCsoEvents,
  );
};
