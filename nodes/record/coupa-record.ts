import type { NodeAPI } from 'node-red';
import { registerWhenUsed, serveWhenAsked } from '../runtime/start/when-needed';

export = (RED: NodeAPI): void => {
  serveWhenAsked(RED, () => (require('../admin/record') as typeof import('../admin/record')).serveRecord);
  registerWhenUsed(
    RED,
    'coupa-record',
    () => (require('./make-record') as typeof import('./make-record')).makeRecord,
  );
};
