declare module 'node-red-node-test-helper' {
  import type { Node, NodeInitializer } from 'node-red';

  /** The part of the helper that the tests use; it comes without types. */
  interface TestHelper {
    init(runtimePath: string, settings?: object): void;
    settings(settings: object): object;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    load(nodes: NodeInitializer[], flow: object[], credentials?: object): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): Node;
    /** A spy on Node-RED's log. */
    log(): { args: [{ level: number; msg: unknown }][] };
    /** Asks the nodes' admin routes. */
    request(): Record<'get' | 'post', (path: string) => AdminRequest>;
  }

  interface AdminRequest extends PromiseLike<{ status: number; text: string }> {
    send(body: object): AdminRequest;
    set(header: string, value: string): AdminRequest;
  }

  const helper: TestHelper;
  export = helper;
}
