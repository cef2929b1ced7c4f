/** How much the benchmark does. */
export interface Scale {
  /** Times that peers run in turn. */
  repetitions: number;
  /** Bytes of a back-fill without latency. */
  bytes: number;
  /** Records of 30 kB that a poll finds again. */
  known: number;
  /** Records of a back-fill with latency; a peer that reads one page at a time reads a quarter of them. */
  slowBackfill: number;
  /** Pages read under a rate limit. */
  limitedPages: number;
  /** Records written under a rate limit, and half as many with latency. */
  writes: number;
  /** Records of a long back-fill whose memory is watched. */
  memory: number;
  /** Large records of one. */
  memoryLarge: number;
  /** Polls that find nothing. */
  emptyPolls: number;
  /** Milliseconds for which idle nodes are watched. */
  idle: number;
  /** Milliseconds for which a fleet is watched. */
  fleet: number;
  /** Failovers of each kind. */
  failovers: number;
  /** Starts of Node-RED, with and without the package. */
  starts: number;
  /** Openings of each dialog. */
  dialogs: number;
}

/** What `npm run bench` does. */
export const whole: Scale = {
  repetitions: 5,
  bytes: 300_000_000,
  known: 5000,
  slowBackfill: 40_000,
  limitedPages: 750,
  writes: 750,
  memory: 1_000_000,
  memoryLarge: 3000,
  emptyPolls: 1000,
  idle: 30_000,
  fleet: 8000,
  failovers: 6,
  starts: 11,
  dialogs: 15,
};

/** `npm run bench -- quick`: minutes less, and noise more. */
export const quick: Scale = {
  repetitions: 1,
  bytes: 60_000_000,
  known: 1000,
  slowBackfill: 12_000,
  limitedPages: 250,
  writes: 150,
  memory: 200_000,
  memoryLarge: 1000,
  emptyPolls: 300,
  idle: 8_000,
  fleet: 4000,
  failovers: 2,
  starts: 3,
  dialogs: 5,
};
