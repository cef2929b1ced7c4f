import type { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { findResource, findResourceByPath, updatedSince } from '../../catalogue/resources';
import { ListPath } from '../../scan/list-path';
import { byId } from '../../scan/paging-parameters';
import type { TemplateValues, UrlTemplate } from '../../template/url-template';
import { isFlagPosition } from '../compile/marks';
import { effectiveUrl } from '../compile/parts';
import { remarksOnFormats, remarksOnUrl } from '../compile/remarks';
import { strictLower, templateOf } from '../compile/template-source';
import { leftOut } from '../model/left-out';
import { leftOutRemark } from '../model/notices';
import type { PollSettings } from '../model/settings';
import { type BoundsState, boundsOf, edgeMs } from '../scan/bounds';
import type { Preview, PreviewMistake, PreviewPart } from './previewed';

/** What a preview needs to know beside the settings. */
export interface PreviewCircumstances extends BoundsState {
  origin: string;
  /** Whether the connection is an Open Connectors hub. */
  hub: boolean;
  values: TemplateValues;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Like `previewUrl`, for values some of which may come later.
 *
 * @throws {CoupaError} as `previewUrl`
 */
export async function previewWhenKnown(
  settings: PollSettings,
  circumstances: PreviewCircumstances,
): Promise<Preview> {
  const { template } = remarkedTemplate(settings, circumstances);
  return previewUrl(settings, { ...circumstances, values: await template.knownValues(circumstances.values) });
}

/**
 * The URL that a node with these settings would ask for now, first page, in pieces.
 *
 * @throws {CoupaError} `COUPA_CONFIG` where it cannot work, see `mistakeOf`.
 */
export function previewUrl(settings: PollSettings, circumstances: PreviewCircumstances): Preview {
  const { origin, hub, values, now } = circumstances;
  const { template, remarks } = remarkedTemplate(settings, circumstances);
  const byFlag = isFlagPosition(settings, template.text, template.hasLowerBound);
  const start = byFlag ? 'beginning' : settings.start;
  const { lower, basis, from, decidedBy } = boundsOf({ ...settings, start }, circumstances, now);
  const parts = template.renderParts({
    lower: strictLower(settings, template)(lower),
    now,
    origin,
    values,
    isShown: true,
  });
  const isWhole = lower === 0 || readsEverything(template, settings);
  return {
    parts: withPaging(parts, settings.pageSize, hub),
    from: isWhole ? undefined : lower + edgeMs,
    basis: basis === 'beginning' ? 'now' : basis,
    reachBack: basis === 'date' ? 0 : settings.overlap / 1000,
    begins: {
      decidedBy: byFlag && decidedBy === 'start' ? 'flag' : decidedBy,
      ...(from !== undefined && { from }),
    },
    remarks: [...remarks, ...remarksOn(template, settings)],
  };
}

function remarkedTemplate(
  settings: PollSettings,
  { origin, hub }: PreviewCircumstances,
): { template: UrlTemplate; remarks: Phrase[] } {
  const { url, remarks } = effectiveUrl(settings, hub);
  const template = templateOf(settings, origin, url);
  return { template, remarks: [...remarks, ...remarksOnUrl(template, hub), ...remarksOnFormats(settings)] };
}

/** Without a date that moves the tenant is asked for the same each time. */
function readsEverything({ placeholders }: UrlTemplate, { filterByUpdatedDate }: PollSettings): boolean {
  return !filterByUpdatedDate && !placeholders.some(({ kind }) => kind === 'date');
}

/** What works, but is rarely meant. */
function remarksOn(template: UrlTemplate, settings: PollSettings): Phrase[] {
  const remarks: Phrase[] = [];
  const named = findResource(settings.resource);
  const read = findResourceByPath(settings.url.split('?')[0] ?? '');
  if (named !== undefined && read !== undefined && named.path !== read.path) {
    remarks.push(phrase`The resource is "${named.name}", but this URL reads ${read.path}.`);
  }
  const byFlag = isFlagPosition(settings, template.text, template.hasLowerBound);
  if (settings.updatedDateField !== '' && readsEverything(template, settings) && !byFlag) {
    remarks.push(
      phrase`No date in this URL moves on with the polls, so each poll reads all that the URL asks for. To read only what changed, add ${updatedSince} to it, in place of a fixed date if it has one.`,
    );
  }
  const names = leftOut(template.text, [settings.updatedDateField, settings.createdDateField]);
  if (template.hasLowerBound && names.length > 0) remarks.push(leftOutRemark(names));
  const dates = template.placeholders.filter(({ kind }) => kind === 'date');
  if (dates.some(({ text }) => /(?<!D)DD(?!D)|YYYY/.test(text))) {
    remarks.push(
      phrase`In a date, DD is the day of the year and YYYY the year that a week belongs to. Day and year are dd and yyyy.`,
    );
  }
  return remarks;
}

/** What an error says about a text that is being typed. */
export function mistakeOf(error: CoupaError): PreviewMistake {
  const { phrase: message, reason } = error;
  if (reason?.kind !== 'setting') return { message };
  const { kind: _, missing: __, ...place } = reason;
  return { message, ...place };
}

/** What the template says of paging is put aside, as the poll does: then the whole is shown in one piece. */
function withPaging(parts: PreviewPart[], pageSize: number, hub: boolean): PreviewPart[] {
  if (hub) return parts;
  const rendered = parts.map((part) => part.text).join('');
  const whole = new ListPath(rendered).with([...byId, ['limit', pageSize]]);
  if (!whole.startsWith(rendered)) return [{ kind: 'literal', text: whole }];
  return [...parts, { kind: 'paging', text: whole.slice(rendered.length) }];
}
