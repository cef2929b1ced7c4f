import { useStyle } from '../editor/page/style';
import { credentials, defaults } from './editor/defaults';
import { prepareDialog } from './editor/dialog';

useStyle();

RED.nodes.registerType('coupa-fleet', {
  category: 'config',
  defaults,
  credentials,
  label() {
    return this.name || this._('coupa-fleet.label.default');
  },
  oneditprepare() {
    prepareDialog(this);
  },
});
