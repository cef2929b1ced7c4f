/**
 * The name of the environment variable that a property is as a whole, `${NAME}` or `$(NAME)`, which Node-RED fills in when it deploys
 * (`mapEnvVarProperties` in @node-red/runtime); `undefined` where it is none. Node-RED takes `${A}${B}` for one strange name, which is
 * never set.
 */
export function variableOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const named = /^\$(?:\{([^{}\s]+)\}|\(([^()\s]+)\))$/.exec(value);
  return named?.[1] ?? named?.[2];
}

/** Whether a property is an environment variable as a whole. What that says is checked once it is filled in. */
export function isVariable(value: unknown): boolean {
  return variableOf(value) !== undefined;
}

/** The first variable that stands within a longer text, where Node-RED fills none in; `undefined` if there is none. */
export function variableWithin(text: string): string | undefined {
  return isVariable(text) ? undefined : /\$\{[^${}\s]+\}/.exec(text)?.[0];
}

/**
 * The first value in braces of a text, `{{env.NAME}}` or `{{flow[store].name}}`, as URLs of nodes take it and nothing else does; `undefined`
 * if there is none.
 */
export function mustacheIn(text: string): string | undefined {
  return /\{\{\{?[ \t]{0,9}(?:env|flow|global|msg)(?:\[\w{1,99}\])?\.[^{}\s]{1,200}[ \t]{0,9}\}?\}\}/i.exec(
    text,
  )?.[0];
}
