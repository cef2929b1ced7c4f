// Loaded before Node-RED, which it leaves alone but for one thing: it prints how long loading each of our nodes takes.
const loader = require('node:module');

// In a folder of their own, or beside each other as they once were.
const ours = /node-red-contrib-coupa[\\/]dist[\\/]nodes[\\/](?:[^\\/]+[\\/])?coupa-[^\\/]+$/;
const load = loader._load;

loader._load = function timed(request, ...rest) {
  if (!ours.test(request)) return load.call(this, request, ...rest);
  const start = performance.now();
  try {
    return load.call(this, request, ...rest);
  } finally {
    process.stdout.write(`loading took ${performance.now() - start} ms\n`);
  }
};
