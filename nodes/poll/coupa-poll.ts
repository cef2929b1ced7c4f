import type { NodeAPI } from 'node-red';
import { registerWhenUsed, serveWhenAsked } from '../runtime/start/when-needed';

export = (RED: NodeAPI): void => {
  serveWhenAsked(RED, () => (require('./serve-poll') as typeof import('./serve-poll')).servePollType);
  registerWhenUsed(
    RED,
    'coupa-poll',
    () => (require('./make-poll') as typeof import('./make-poll')).makePoll,
    {
      signatureKey: { type: 'password' },
    },
  );
};
