import type { CoupaError } from '../connection/errors';
import { type TemplateValues, UrlTemplate } from '../dates/url-template';
import type { Phrase } from '../text/phrase';
import { ListPath } from './list-path';
import { effectiveUrl } from './parts';
import type { PollSettings } from './settings';
import { strictLower } from './template-source';

/** A piece of a URL as it would be sent. `paging`: what the node adds itself. */
export interface PreviewPart {
  kind: 'literal' | 'date' | 'value' | 'paging';
  text: string;
}

/** What would be asked if the node polled now. */
export interface Preview {
  parts: PreviewPart[];
  /** Lower bound of the reading, epoch milliseconds; `undefined`: from the beginning. */
  from: number | undefined;
  /** What the user should know of how the URL was understood. */
  remarks: Phrase[];
}

/** A mistake in what is being typed. */
export interface PreviewMistake {
  message: Phrase;
  /** Index and number of the characters of the URL that are wrong, where that is known. */
  position?: number;
  length?: number;
  /** The node's property that is wrong, where it is another one. */
  property?: string;
}

/** What a preview needs to know beside the settings. */
export interface PreviewCircumstances {
  origin: string;
  /** Whether the connection is an Open Connectors hub. */
  hub: boolean;
  values: TemplateValues;
  /** The node's position, epoch milliseconds; `undefined` before its first poll. */
  position: number | undefined;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * The URL that a node with these settings would ask for now, first page, in pieces.
 *
 * @throws {CoupaError} `COUPA_CONFIG` where it cannot work, see `mistakeOf`.
 */
export function previewUrl(settings: PollSettings, circumstances: PreviewCircumstances): Preview {
  const { origin, hub, values, position, now } = circumstances;
  const { url, remarks } = effectiveUrl(settings, hub);
  const template = UrlTemplate.compile(url, {
    dateFormat: settings.updatedDateFormat,
    dateTimezone: settings.updatedDateTimezone,
    origin,
  });
  const lower = lowerBound(settings, position, now);
  const parts = template.renderParts({ lower: strictLower(settings, template)(lower), now, origin, values });
  return { parts: withPaging(parts, settings.pageSize, hub), from: lower === 0 ? undefined : lower, remarks };
}

/** What an error says about a text that is being typed. */
export function mistakeOf(error: CoupaError): PreviewMistake {
  const details = typeof error.details === 'object' && error.details !== null ? error.details : {};
  const number = (name: string) => {
    const value: unknown = Reflect.get(details, name);
    return typeof value === 'number' ? { [name]: value } : {};
  };
  const property: unknown = Reflect.get(details, 'property');
  return {
    message: error.phrase,
    ...number('position'),
    ...number('length'),
    ...(typeof property === 'string' && { property }),
  };
}

/** Epoch milliseconds from which a poll that begins now asks; 0: everything. */
export function lowerBound(settings: PollSettings, position: number | undefined, now: number): number {
  if (position !== undefined) return Math.max(0, position - settings.overlap - 1000);
  if (settings.start === 'beginning') return 0;
  if (settings.start === 'date') return Math.max(0, (settings.startDate ?? now) - 1000);
  return now - settings.overlap - 1000;
}

/** What the template says of paging is put aside, as the poll does: then the whole is shown in one piece. */
function withPaging(parts: PreviewPart[], pageSize: number, hub: boolean): PreviewPart[] {
  if (hub) return parts;
  const rendered = parts.map((part) => part.text).join('');
  const whole = new ListPath(rendered).with([
    ['order_by', 'id'],
    ['dir', 'asc'],
    ['limit', pageSize],
  ]);
  if (!whole.startsWith(rendered)) return [{ kind: 'literal', text: whole }];
  return [...parts, { kind: 'paging', text: whole.slice(rendered.length) }];
}
