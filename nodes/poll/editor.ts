import { storeFlags } from '../editor/fields/keep-flags';
import { useStyle } from '../editor/page/style';
import { credentials, defaults, type PollNode } from './editor/defaults';
import { prepareDialog } from './editor/dialog';
import { pollNow } from './editor/poll-now';
import { usesOfPoll } from './editor/uses';

useStyle();

RED.nodes.registerType<PollNode>('coupa-poll', {
  category: 'Coupa',
  color: '#A9D3F5',
  icon: 'coupa-poll.svg',
  inputs: 1,
  outputs: 2,
  defaults,
  credentials,
  label() {
    return this.name || this.resource || 'coupa-poll';
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._('coupa-poll.port.input');
  },
  outputLabels(index) {
    return this._(index === 0 ? 'coupa-poll.port.records' : 'coupa-poll.port.polls');
  },
  paletteLabel: 'coupa poll',
  oneditprepare() {
    prepareDialog(this);
  },
  oneditsave() {
    storeFlags(this);
  },
  button: {
    enabled() {
      return !this.changed;
    },
    onclick() {
      void pollNow(this);
    },
  },
  uses: usesOfPoll,
});
