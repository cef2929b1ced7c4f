import { offerImport } from '../editor/import/import-action';
import { useStyle } from '../editor/page/style';
import { offerSidebar } from '../editor/sidebar/offer-sidebar';
import { credentials, defaults } from './editor/defaults';
import { prepareDialog } from './editor/dialog';

useStyle();

RED.nodes.registerType('coupa-config', {
  category: 'config',
  defaults,
  credentials,
  label() {
    return this.name || String(this['siteAddress'] || this._('coupa-config.label.default'));
  },
  oneditprepare() {
    prepareDialog(this);
  },
});

offerImport();
offerSidebar();
