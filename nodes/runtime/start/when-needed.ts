import type { NodeAPI, NodeConstructor, NodeCredentials, NodeDef, Node as NodeOfRed } from 'node-red';
import { Routes } from './routes';

/*
 * Node-RED's start waits for the code of all packages, and a flow has few of our types. So the file of a type (`coupa-poll.ts`) only
 * registers it: what its nodes do is loaded with the first of them, what dialogs ask with the first question. The build makes a file of its
 * own of each source that is loaded by `require` (`scripts/bundle-core.mjs`).
 */

/** Makes the nodes of a type, as Node-RED's constructors do. */
export type Makes<
  Made extends NodeOfRed<Credentials>,
  Definition extends NodeDef,
  Credentials extends object,
> = (RED: NodeAPI) => NodeConstructor<Made, Definition, Credentials>;

/** Registers a node type whose code is loaded with its first node. */
export function registerWhenUsed<
  Made extends NodeOfRed<Credentials>,
  Definition extends NodeDef,
  Credentials extends object,
>(
  RED: NodeAPI,
  type: string,
  load: () => Makes<Made, Definition, Credentials>,
  credentials?: NodeCredentials<NoInfer<Credentials>>,
): void {
  let make: NodeConstructor<Made, Definition, Credentials> | undefined;
  function Registered(this: Made, definition: Definition): void {
    make ??= load()(RED);
    make.call(this, definition);
  }
  RED.nodes.registerType<Made, Definition, object, Credentials>(
    type,
    Registered,
    credentials && { credentials },
  );
}

/** What a type serves, in routes of its own instead of Node-RED's. */
function loaded(RED: NodeAPI, serve: (RED: NodeAPI) => void): Routes {
  const routes = new Routes();
  serve(Object.create(RED, { httpAdmin: { value: routes } }) as NodeAPI);
  return routes;
}

/** Serves what is asked below `/coupa/`, loaded with the first question. */
export function serveWhenAsked(RED: NodeAPI, load: () => (RED: NodeAPI) => void): void {
  let routes: Routes | undefined;
  RED.httpAdmin.use('/coupa', (request, response, next) => {
    routes ??= loaded(RED, load());
    routes.serve(`/coupa${request.path}`, request, response, next);
  });
}
