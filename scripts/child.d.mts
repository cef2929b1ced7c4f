import type { Child, ChildOptions } from './programs.js';

export function startChild(name: string, args: string[], options?: ChildOptions): Child;
