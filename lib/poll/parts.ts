import { DateReader } from '../dates/read-date';
import type { TemplateValues } from '../dates/url-template';
import { RecordReader } from './record';
import type { PollSettings } from './settings';
import type { Source } from './source';
import { templateSource } from './template-source';

/** What surrounds a poll node: its connection and the values its template may name. */
export interface Surroundings {
  /** Origin of the tenant's site. */
  origin: string;
  /** Whether the connection is an Open Connectors hub. */
  hub: boolean;
  values(message: unknown): TemplateValues;
  /** Signs notifications. */
  signatureKey?: string;
  /** The node's name, for notifications. */
  name?: string;
}

/** The parts of a poller that follow from a node's settings. */
export interface PollParts {
  settings: PollSettings;
  source: Source;
  reader: RecordReader;
}

/**
 * Compiles everything that a node's settings say, so that whatever cannot work is known at deploy time.
 *
 * @throws {CoupaError} `COUPA_CONFIG`.
 */
export function pollParts(settings: PollSettings, { origin, hub, values }: Surroundings): PollParts {
  const source = templateSource(settings, { origin, values, paging: hub ? 'token' : 'id' });
  const reader = new RecordReader({
    idField: settings.idField,
    updatedDateField: settings.updatedDateField,
    createdDateField: settings.createdDateField,
    updatedDate: DateReader.compile({
      format: settings.updatedDateFormat,
      timezone: settings.updatedDateTimezone,
    }),
    createdDate: DateReader.compile({
      format: settings.createdDateFormat,
      timezone: settings.createdDateTimezone,
    }),
  });
  return { settings, source, reader };
}
