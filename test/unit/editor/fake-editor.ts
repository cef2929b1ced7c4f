import type {
  Editor,
  EditorNode,
  HistoryEvent,
  NodeDefinition,
  Popover,
  SidebarTab,
} from '../../../nodes/editor/red';

/** Node-RED's editor, as far as the dialogs use it: some nodes, dialogs that are open, and what was done to it. */
export class FakeEditor implements Editor {
  readonly known: EditorNode[] = [];
  readonly editStack: EditorNode[] = [];
  readonly undoable: HistoryEvent[] = [];
  readonly imported: object[] = [];
  readonly popovers: { text: string; isOpen: boolean }[] = [];
  readonly types = new Map<string, NodeDefinition>();
  activeWorkspace = 'tab';
  permissions = ['flows.write'];
  private dirty = false;

  /** Adds a node; its type has these properties. */
  add(properties: { id: string; type: string; [property: string]: unknown }, defaults = {}): EditorNode {
    const definition: NodeDefinition = { category: '', defaults, label: () => '', oneditprepare: () => {} };
    const node: EditorNode = { _def: definition, _: (key) => key, ...properties };
    this.known.push(node);
    return node;
  }

  readonly copied: string[] = [];
  clipboard: Editor['clipboard'] = { copyText: (text) => this.copied.push(text) };

  settings = { apiRootUrl: '' };

  nodes: Editor['nodes'] = {
    registerType: (type, definition) => this.types.set(type, definition as unknown as NodeDefinition),
    getType: (type) => this.types.get(type),
    node: (id) => this.known.find((node) => node.id === id) ?? null,
    workspace: (id) => (id === 'tab' ? { label: 'Flow 1' } : null),
    subflow: (id) => this.known.find((node) => node.type === 'subflow' && node.id === id),
    filterNodes: ({ type }) => this.known.filter((node) => type === undefined || node.type === type),
    eachConfig: (visit) => {
      for (const node of this.known.filter(({ type }) => /-config$/.test(type))) visit(node);
    },
    dirty: (isDirty) => {
      this.dirty = isDirty ?? this.dirty;
      return this.dirty;
    },
  };

  events: Editor['events'] = { on: () => {}, off: () => {}, emit: () => {} };

  editor: Editor['editor'] = { getEditStack: () => this.editStack, editConfig: () => {} };

  tray: Editor['tray'] = {
    close: (done) => {
      this.editStack.pop();
      done();
    },
  };

  actions: Editor['actions'] = { add: () => {} };
  menu: Editor['menu'] = { addItem: () => {} };
  user: Editor['user'] = { hasPermission: (permission) => this.permissions.includes(permission) };
  keyboard: Editor['keyboard'] = { disable: () => {}, enable: () => {} };

  popover: Editor['popover'] = {
    create: ({ content }): Popover => {
      const popover = { text: content()[0]?.textContent ?? '', isOpen: false };
      this.popovers.push(popover);
      return {
        open: () => {
          popover.isOpen = true;
        },
        close: () => {
          popover.isOpen = false;
        },
      };
    },
  };

  utils: Editor['utils'] = { getNodeLabel: (node, fallback) => node.name || fallback };
  notify: Editor['notify'] = () => {};

  /** Ids of the nodes that were shown where they are. */
  readonly revealed: string[] = [];
  readonly tabs: SidebarTab[] = [];
  sidebar: Editor['sidebar'] = { addTab: (tab) => this.tabs.push(tab), show: () => {} };

  view: Editor['view'] = {
    reveal: (id) => this.revealed.push(id),
    importNodes: (nodes) => {
      this.imported.push(...nodes);
    },
  };

  workspaces: Editor['workspaces'] = {
    active: () => this.activeWorkspace,
    show: (id) => {
      this.activeWorkspace = id;
    },
  };

  history: Editor['history'] = { push: (event) => this.undoable.push(event) };
  i18n: Editor['i18n'] = { lang: () => 'en-US' };
  _: Editor['_'] = (key) => key;
}
