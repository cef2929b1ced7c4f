// A node that starts a flow, counts what comes out of it, and tells the benchmark what its process did meanwhile.
// Plain JavaScript: Node-RED loads it as it is, and nothing else runs in the process that is measured.
const { monitorEventLoopDelay } = require('node:perf_hooks');

/** Milliseconds between two looks at the memory. */
const memoryPace = 100;

/** Milliseconds after which Node.js looks how late it is. */
const timerPace = 10;

module.exports = function register(RED) {
  RED.nodes.registerType('bench-probe', function Probe(definition) {
    RED.nodes.createNode(this, definition);
    const probe = new Counter((message) => this.send(message));
    this.on('input', (message, _send, done) => {
      if (definition.counts === undefined || message.topic === definition.counts) probe.count();
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
    const delay = monitorEventLoopDelay({ resolution: timerPace });
    const memory = [];
    const look = () => memory.push({ counted: this.#counted, ...sizes() });
    look();
    const timer = setInterval(look, memoryPace);
    const most = process.resourceUsage().maxRSS;
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
    const peak = Math.max(peakSince(most), ...memory.map(({ rss }) => rss));
    return { milliseconds, cpu: (user + system) / 1000, loop: delays(delay), memory, peak };
  }

  /** What the process has used of CPU so far (milliseconds), and of memory now (bytes), and how many messages came. */
  async usage() {
    const { user, system } = process.cpuUsage();
    return { cpu: (user + system) / 1000, at: performance.now(), counted: this.#counted, ...sizes() };
  }

  /** Lets this process' clocks go ahead, the one that jumps and the one that does not, and answers by how much they are. */
  async advance({ ms }) {
    aheadMs += ms;
    if (aheadMs === ms) patchClocks();
    return { aheadMs };
  }

  #until(expected) {
    this.#expected = expected;
    return new Promise((resolve) => {
      this.#reached = resolve;
      if (this.#counted >= expected) resolve();
    });
  }
}

let aheadMs = 0;

/** Nothing but the time of day and `performance.now()`: timers and what the probe itself measures by CPU stay as they are. */
function patchClocks() {
  const [now, monotonic] = [Date.now, performance.now.bind(performance)];
  Date.now = () => now() + aheadMs;
  performance.now = () => monotonic() + aheadMs;
  const realDate = Date;
  globalThis.Date = class extends realDate {
    constructor(...args) {
      super(...(args.length === 0 ? [now() + aheadMs] : args));
    }
  };
}

/** How long the event loop was held up, milliseconds: the histogram has the 10 ms in it that its own timer waits. */
function delays(delay) {
  const beyondTimer = (value) => Math.max(0, value / 1e6 - timerPace);
  return { p99: beyondTimer(delay.percentile(99)), max: beyondTimer(delay.max) };
}

/** The most memory that the process had since it had that most, in bytes; 0 where it had more before. The system counts in kB. */
function peakSince(most) {
  const { maxRSS } = process.resourceUsage();
  return maxRSS > most ? maxRSS * 1024 : 0;
}

function sizes() {
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed };
}
