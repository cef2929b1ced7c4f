/** Whether a property is an environment variable as a whole, `${NAME}` or `$(NAME)`, which Node-RED fills in when it deploys. */
export function isVariable(text: string): boolean {
  return /^\$(?:\{[^{}\s]+\}|\([^()\s]+\))$/.test(text);
}

/** The first variable that stands within a longer text, where Node-RED fills none in; `undefined` if there is none. */
export function variableWithin(text: string): string | undefined {
  return isVariable(text) ? undefined : /\$\{[^${}\s]+\}/.exec(text)?.[0];
}
