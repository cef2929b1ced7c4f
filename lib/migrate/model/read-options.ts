/** How a configuration is to be read. */
export interface ReadOptions {
  /**
   * `direct`: the flow will ask Coupa itself. `hub`: it will ask the SAP Open Connectors hub the configuration was written for.
   * Default: `direct` for Coupa's connector, `hub` for any other.
   */
  target?: 'direct' | 'hub';
  /** Only these resources and exports, by name; nothing is said of others, and no scopes are asked for them. Default: all. */
  select?: readonly string[];
}
