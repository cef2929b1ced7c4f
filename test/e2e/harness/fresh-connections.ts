import { Agent, setGlobalDispatcher } from 'undici';

/**
 * Every request of a test has a connection of its own. Node-RED closes one that was idle for five seconds, and on a loaded machine
 * `fetch` sends the next request just then ("other side closed").
 */
setGlobalDispatcher(new Agent({ pipelining: 0 }));
