// Loaded into every child with `--import`: a parent that is killed must not leave servers behind.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
