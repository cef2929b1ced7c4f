import type { OptionTable } from '../lib/base/options/option';
import { connectionOptions } from '../lib/connection/settings/options';
import { csoOptions } from '../lib/cso/model/options';
import { fleetOptions } from '../lib/fleet/options';
import { pollOptions } from '../lib/poll/model/options';
import { recordOptions } from '../lib/records/model/options';

/** The table of options of each node type. */
export const optionTables: Readonly<Record<string, OptionTable>> = {
  'coupa-config': connectionOptions,
  'coupa-fleet': fleetOptions,
  'coupa-poll': pollOptions,
  'coupa-cso-events': csoOptions,
  'coupa-record': recordOptions,
};
