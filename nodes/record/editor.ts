import { storeFlags } from '../editor/fields/keep-flags';
import { useStyle } from '../editor/page/style';
import { defaults, type RecordNode } from './editor/defaults';
import { prepareDialog } from './editor/dialog';
import { usesOfRecord } from './editor/uses';

useStyle();

RED.nodes.registerType<RecordNode>('coupa-record', {
  category: 'Coupa',
  color: '#E8CF9F',
  icon: 'coupa-record.svg',
  inputs: 1,
  outputs: 2,
  defaults,
  label() {
    if (this.name) return this.name;
    const verb = this.operation === 'action' && this.action ? this.action : this.operation;
    return [verb, this.resource].filter(Boolean).join(' ') || 'coupa-record';
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._('coupa-record.port.input');
  },
  outputLabels(index) {
    return this._(index === 0 ? 'coupa-record.port.result' : 'coupa-record.port.notApplied');
  },
  paletteLabel: 'coupa record',
  oneditprepare() {
    prepareDialog(this);
  },
  oneditsave() {
    storeFlags(this);
  },
  uses: usesOfRecord,
});
