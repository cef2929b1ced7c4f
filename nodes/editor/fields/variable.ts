/** The environment variable that a property is as a whole, which Node-RED fills in when it deploys; `undefined` where it is none. */
export function variableOf(value: unknown): string | undefined {
  return /^\$\{(\S+)\}$/.exec(String(value ?? ''))?.[1];
}

/** Whether a property is an environment variable as a whole. What that says is checked on the server. */
export function isVariable(value: unknown): boolean {
  return variableOf(value) !== undefined;
}
