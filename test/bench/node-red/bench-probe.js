// A node that starts a flow, counts what comes out of it, and tells the benchmark what its process did meanwhile.
// Plain JavaScript: Node-RED loads it as it is, and nothing else runs in the process that is measured.
const { monitorEventLoopDelay } = require('node:perf_hooks');

/** Milliseconds between two looks at the memory. */
const memoryPace = 100;

module.exports = function register(RED) {
  RED.nodes.registerType('bench-probe', function Probe(definition) {
    RED.nodes.createNode(this, definition);
    const probe = new Counter((message) => this.send(message));
    this.on('input', (_message, _send, done) => {
      probe.count();
      done();
    });
    const answer = (question) => {
      if (question.probe !== this.name) return;
      probe[question.ask](question).then((value) => process.send(value));
    };
    process.on('message', answer);
    this.on('close', () => process.off('message', answer));
  });
};

class Counter {
  #counted = 0;
  #expected = Number.POSITIVE_INFINITY;
  #reached = () => {};
  #again;

  constructor(send) {
    this.send = send;
  }

  count() {
    this.#counted += 1;
    if (this.#counted >= this.#expected) this.#reached();
    else if (this.#again !== undefined) this.send({ ...this.#again });
  }

  /** Waits until so many messages have come since the process began. */
  async wait({ expected }) {
    await this.#until(expected);
    return { counted: this.#counted };
  }

  /** Sends a message and measures until so many have come back; `again`: each that comes back sends one more. */
  async run({ expected, message, again }) {
    this.#counted = 0;
    this.#again = again ? message : undefined;
    const delay = monitorEventLoopDelay();
    const memory = [];
    const look = () => memory.push({ counted: this.#counted, ...sizes() });
    look();
    const timer = setInterval(look, memoryPace);
    const cpu = process.cpuUsage();
    const start = performance.now();
    delay.enable();
    this.send({ ...message });
    await this.#until(expected);
    const milliseconds = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    delay.disable();
    clearInterval(timer);
    look();
    this.#again = undefined;
    const loop = { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
    return { milliseconds, cpu: (user + system) / 1000, loop, memory };
  }

  /** What the process has used of CPU so far (milliseconds), and of memory now (bytes). */
  async usage() {
    const { user, system } = process.cpuUsage();
    return { cpu: (user + system) / 1000, at: performance.now(), ...sizes() };
  }

  #until(expected) {
    this.#expected = expected;
    return new Promise((resolve) => {
      this.#reached = resolve;
      if (this.#counted >= expected) resolve();
    });
  }
}

function sizes() {
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed };
}
