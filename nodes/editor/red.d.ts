/**
 * What this package uses of Node-RED's editor, which publishes no types of its own. Sources: Node-RED 4.1 and 5.0,
 * `@node-red/editor-client/src/js/` (the file is named where one is meant), and nodered.org/docs/api/ui.
 */

/** A node as the editor has it: its properties are what the flow file says, of whatever kind. */
export interface EditorNode {
  id: string;
  type: string;
  name?: string;
  /** Disabled. */
  d?: boolean;
  /** Changed since the last deploy. */
  changed?: boolean;
  /** What was typed since the last deploy; of the others only whether there is one, as `has_<name>`. */
  credentials?: Record<string, string | boolean | undefined>;
  /** Variables of a subflow, or of an instance of one. */
  env?: { name: string; value: unknown }[];
  _def: NodeDefinition;
  /** The text of a key in the node type's catalogue, values filled in. */
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
  [property: string]: unknown;
}

/** A property of a node type: its default, and whether a value will do. */
export interface PropertyDefinition<Node extends EditorNode = EditorNode> {
  value: unknown;
  /** The type of the configuration node that the property chooses. */
  type?: string;
  required?: boolean;
  /**
   * Whether a value will do, or what is wrong with it. Node-RED takes a text for an answer only from a function that declares
   * two parameters (`editor.js`, `validateNodeProperty`).
   */
  validate?(this: Node, value: unknown, options?: object): boolean | string | string[];
}

/** A credential of a node type. */
export interface CredentialDefinition<Node extends EditorNode = EditorNode> {
  type: 'text' | 'password';
  validate?(this: Node, value: unknown): boolean;
}

/** The properties of a node type, by name. */
export type Defaults<Node extends EditorNode = EditorNode> = Record<string, PropertyDefinition<Node>>;

/** What a node does with records of Coupa; `""`: a message says. */
export interface RecordUse {
  resource: string;
  operation: string;
  action?: string;
}

/** What a node type registers in the editor: `RED.nodes.registerType`. */
export interface NodeDefinition<Node extends EditorNode = EditorNode> {
  category: string;
  defaults: Defaults<Node>;
  credentials?: Record<string, CredentialDefinition<Node>>;
  color?: string;
  icon?: string;
  inputs?: number;
  outputs?: number;
  paletteLabel?: string;
  label(this: Node): string;
  labelStyle?(this: Node): string;
  inputLabels?(this: Node): string;
  outputLabels?(this: Node, index: number): string;
  oneditprepare(this: Node): void;
  /** The dialog closes with Done; Node-RED reads its fields after this. */
  oneditsave?(this: Node): void;
  button?: { enabled(this: Node): boolean; onclick(this: Node): void };
  /** Our own: what such a node does with records of Coupa, as its open dialog says, else as it is in the flow; see `usesOfFlow`. */
  uses?(node: EditorNode): RecordUse[];
  /** Added by the editor: the text of a key in the type's catalogue. */
  _?(key: string, values?: Readonly<Record<string, unknown>>): string;
}

/** A tooltip (`ui/common/popover.js`). */
export interface Popover {
  open(): void;
  close(): void;
}

/** A tab of the sidebar (`ui/sidebar.js`). */
export interface SidebarTab {
  id: string;
  label: string;
  name: string;
  iconClass: string;
  content: HTMLElement;
  /** Usable while a dialog is open. */
  enableOnEdit: boolean;
  /** The action that shows it: its shortcut stands in the tooltip. */
  action: string;
}

/** An action that can be undone (`history.js`). */
export interface HistoryEvent {
  t: 'edit';
  node: EditorNode;
  changes: Record<string, unknown>;
  changed: boolean | undefined;
  dirty: boolean;
}

/** The editor's global object. */
export interface Editor {
  settings: { apiRootUrl: string };
  nodes: {
    // Contravariant in its node, as each type knows its own properties.
    registerType<Node extends EditorNode>(type: string, definition: NodeDefinition<Node>): void;
    getType(type: string): NodeDefinition | undefined;
    node(id: string): EditorNode | null | undefined;
    subflow(id: string): EditorNode | undefined;
    /** A tab of the workspace. */
    workspace(id: string): { label: string } | null | undefined;
    filterNodes(filter: { type?: string }): EditorNode[];
    eachConfig(visit: (node: EditorNode) => void): void;
    dirty(isDirty?: boolean): boolean;
  };
  events: {
    on(event: 'flows:loaded', listener: () => void): void;
    on(event: 'registry:node-type-added', listener: (type: string) => void): void;
    off(event: 'registry:node-type-added', listener: (type: string) => void): void;
    emit(event: 'nodes:change', node: EditorNode): void;
  };
  editor: {
    /** The nodes whose dialogs are open, the top one last. */
    getEditStack(): EditorNode[];
    editConfig(name: string, type: string, id: string): void;
  };
  tray: { close(done: () => void): void };
  actions: { add(name: string, act: () => void, options: { label: string }): void };
  menu: { addItem(menu: string, item: { id: string; label: string; onselect: string }): void };
  user: { hasPermission(permission: string): boolean };
  sidebar: { addTab(tab: SidebarTab): void; show(id: string): void };
  keyboard: { disable(): void; enable(): void };
  popover: {
    create(options: {
      tooltip: boolean;
      target: JQuery;
      trigger: 'hover';
      size: 'small';
      direction: 'bottom' | 'left';
      content: () => JQuery;
      delay: { show: number; hide: number };
    }): Popover;
  };
  /** Copies a text, and shows the message at the element. */
  clipboard: { copyText(text: string, element: JQuery, message: string): unknown };
  utils: { getNodeLabel(node: EditorNode, fallback: string): string };
  notify(
    message: string | JQuery,
    options: 'error' | { type: 'success'; id: string; timeout: number },
  ): unknown;
  view: {
    /** Shows a node where it is: on the canvas, or among the configuration nodes. */
    reveal(id: string): void;
    importNodes(
      nodes: readonly object[],
      options: { generateIds: boolean; addFlow: boolean; touchImport: boolean; notify: boolean },
    ): void;
  };
  workspaces: { active(): string; show(id: string): void };
  history: { push(event: HistoryEvent): void };
  i18n: { lang(): string | null | undefined };
  /** The text of a key in the editor's own catalogue. */
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
}

/** What jQuery UI's dialog takes (api.jqueryui.com/dialog). */
export interface DialogOptions {
  modal: boolean;
  width: number;
  height: number;
  resizable: boolean;
  title: string;
  classes: Record<string, string>;
  buttons: { id: string; text: string; class?: string; click: () => void }[];
  open: () => void;
  close: () => void;
}

/**
 * jQuery, as far as the editor makes us use it: Node-RED tells changes through it, which listeners of the browser's own do not hear.
 */
export interface JQuery {
  readonly [index: number]: HTMLElement | undefined;
  readonly length: number;
  on(events: string, listener: () => void): JQuery;
  trigger(event: 'change'): JQuery;
  remove(): JQuery;
  /** jQuery UI's dialog. */
  dialog(options: DialogOptions): JQuery;
  dialog(act: 'close' | 'destroy'): JQuery;
  /** jQuery UI's button. */
  button(act: 'enable' | 'disable'): JQuery;
  /** Node-RED's field whose value has a kind (`ui/common/typedInput.js`). */
  typedInput(options: { default: string; types: string[]; typeField: JQuery }): JQuery;
}

/** A request's answer that is no success. */
export interface FailedRequest {
  status: number;
  statusText: string;
}

/** The global `$`. */
export interface JQueryStatic {
  (target: string | Element): JQuery;
  /** Node-RED adds the address of its runtime and the user's token to a relative `url` (`red.js`, `user.js`). */
  ajax(request: {
    method: string;
    url: string;
    dataType: 'json';
    headers: Record<string, string>;
    contentType?: string;
    data?: string;
    success: (answer: unknown) => void;
    error: (answer: FailedRequest) => void;
  }): void;
}

declare global {
  const RED: Editor;
  const $: JQueryStatic;
}
