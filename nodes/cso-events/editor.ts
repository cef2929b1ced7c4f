import { csoOptions } from '../../lib/cso/model/options';
import { storeFlags } from '../editor/fields/keep-flags';
import { useStyle } from '../editor/page/style';
import { type CsoNode, defaults } from './editor/defaults';
import { prepareDialog } from './editor/dialog';

useStyle();

RED.nodes.registerType<CsoNode>('coupa-cso-events', {
  category: 'Coupa',
  color: '#BFD8C4',
  icon: 'coupa-cso.svg',
  inputs: 1,
  outputs: 2,
  defaults,
  label() {
    if (this.name) return this.name;
    const { operation, object } = csoOptions;
    const words = [(this.operation ?? operation.default) || 'cso', this.object ?? object.default];
    return words.filter(Boolean).join(' ');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._('coupa-cso-events.port.input');
  },
  outputLabels(index) {
    return this._(index === 0 ? 'coupa-cso-events.port.result' : 'coupa-cso-events.port.notApplied');
  },
  paletteLabel: 'coupa cso events',
  oneditprepare() {
    prepareDialog(this);
  },
  oneditsave() {
    storeFlags(this);
  },
});
