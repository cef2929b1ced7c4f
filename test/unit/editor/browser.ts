import { Window } from 'happy-dom';
import type { Say } from '../../../nodes/editor/page/say';
import type { JQueryStatic } from '../../../nodes/editor/red';
import { htmlOf } from '../../node-rooms';
import { FakeEditor } from './fake-editor';

/** What a question to the runtime is answered with; a number is the status of one that fails. */
type FakeAnswer = object | number;

/** A browser without a screen, in which Node-RED's editor seems to run. */
export class FakeBrowser {
  /** Node-RED's global object. */
  readonly red = new FakeEditor();
  /** What the runtime answers, by path below `/coupa/`, the query included. What is not here fails with 404. */
  readonly answers = new Map<string, FakeAnswer | ((body: unknown) => FakeAnswer)>();
  /** What was asked: the path, and the body. */
  readonly asked: { path: string; body: unknown }[] = [];

  ajax: JQueryStatic['ajax'] = ({ url, data, success, error }) => {
    const path = url.replace(/^coupa\//, '');
    const body: unknown = data === undefined ? undefined : JSON.parse(data);
    this.asked.push({ path, body });
    const known = this.answers.get(path) ?? 404;
    const answer = typeof known === 'function' ? known(body) : known;
    if (typeof answer === 'number') error({ status: answer, statusText: 'failed' });
    else success(JSON.parse(JSON.stringify(answer)));
  };
}

const globals = [
  'document',
  'HTMLElement',
  'HTMLInputElement',
  'HTMLSelectElement',
  'HTMLTextAreaElement',
  'HTMLButtonElement',
  'HTMLDetailsElement',
  'Event',
  'IntersectionObserver',
  'MutationObserver',
] as const;

let window: Window | undefined;

/** Lets the tests of a suite run in a browser: `browser()` is that of the test. */
export function inBrowser(): () => FakeBrowser {
  let browser = new FakeBrowser();
  const saved = new Map<string, unknown>();
  before(() => {
    window ??= new Window({ url: 'http://localhost/', width: 1280, height: 900 });
    for (const name of ['window', '$', 'RED', ...globals]) saved.set(name, Reflect.get(globalThis, name));
    for (const name of globals) Reflect.set(globalThis, name, window[name]);
    Reflect.set(globalThis, 'window', window);
    Reflect.set(globalThis, '$', jQuery());
  });
  beforeEach(() => {
    browser = new FakeBrowser();
    Reflect.set(globalThis, 'RED', browser.red);
    Reflect.set($, 'ajax', browser.ajax);
    document.body.replaceChildren();
  });
  after(() => {
    for (const [name, value] of saved) {
      if (value === undefined) Reflect.deleteProperty(globalThis, name);
      else Reflect.set(globalThis, name, value);
    }
  });
  return () => browser;
}

/** jQuery, and what jQuery UI and Node-RED add to it. */
function jQuery(): unknown {
  const query = require('jquery');
  for (const name of ['dialog', 'button', 'typedInput']) {
    query.fn[name] = function (this: unknown) {
      return this;
    };
  }
  return query;
}

/** Says keys and values as they are: `test.token {"time":5}`. */
export const sayKeys: Say = (key, values) =>
  values === undefined ? key : `${key} ${JSON.stringify(values)}`;

/** The HTML of a node type's dialog, in the page. */
export function openDialog(type: string): HTMLElement {
  const template = /<script type="text\/html" data-template-name="[^"]+">([\s\S]*?)<\/script>/.exec(
    htmlOf(type),
  )?.[1];
  document.body.innerHTML = template ?? '';
  return document.body.firstElementChild as HTMLElement;
}

/** Types a text into a field, as a user does. */
export function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.value = text;
  const event = new Event('input', { bubbles: true });
  // A user's own: those that a program makes are told apart by this.
  Object.defineProperty(event, 'isTrusted', { value: true });
  field.dispatchEvent(event);
}

/** Presses a key in a field. */
export function press(field: Element, key: string): void {
  const event = new Event('keydown', { bubbles: true, cancelable: true });
  field.dispatchEvent(Object.assign(event, { key }));
}

/** Lets answers arrive that are there already. */
export async function answered(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
