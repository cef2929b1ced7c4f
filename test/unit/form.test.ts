import assert from 'node:assert/strict';
import { flag, oneOfOrByMessage, seconds } from '../../lib/base/options/option';
import { Form } from '../../nodes/form/form';
import { element } from '../../nodes/form/html';

const table = {
  wait: seconds(5, { min: 0 }),
  whole: flag(false),
  verb: oneOfOrByMessage(['get', 'list'], ''),
};

describe('A row of a dialog', () => {
  const form = new Form('coupa-some', table);

  it('has the field and the unit that the kind of its property asks for', () => {
    const wait = form.row('wait', { icon: 'clock-o' });
    assert.match(wait, /<input type="text" id="node-input-wait" class="coupa-short">/);
    assert.match(wait, /data-i18n="coupa-some.unit.seconds"/);
    assert.match(form.row('whole', { icon: 'flag' }), /<input type="checkbox" id="node-input-whole"/);
  });

  it('offers the choices of its property, and to leave it to the message where that may be', () => {
    const offered = Array.from(
      form.row('verb', { icon: 'bolt' }).matchAll(/<option value="(\w*)" data-i18n="([^"]+)"/g),
      ([, value, key]) => [value, key],
    );
    assert.deepEqual(offered, [
      ['get', 'coupa-some.verb.get'],
      ['list', 'coupa-some.verb.list'],
      ['', 'coupa-some.verb.message'],
    ]);
  });

  it('is filled in by other ids where the node is one of configuration', () => {
    const config = new Form('coupa-some', table, { isConfig: true });
    assert.match(config.row('wait', { icon: 'clock-o' }), /id="node-config-input-wait"/);
  });

  it('has no value that ends its attribute', () => {
    assert.equal(
      element('p', { title: 'a "b" & c', hidden: true }),
      '<p title="a &quot;b&quot; &amp; c" hidden></p>',
    );
  });
});
