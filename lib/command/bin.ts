#!/usr/bin/env node
import { run as examine } from '../examine/terminal/command';
import { run as otherwise } from '../migrate/command';

const [command, ...rest] = process.argv.slice(2);
const ending = command === 'examine' ? examine(rest, process) : otherwise(process.argv.slice(2), process);

ending.then((code) => {
  process.exitCode = code;
});
