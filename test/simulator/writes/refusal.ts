import { errors, type HttpAnswer, json, xml } from '../http/answers';
import { errorsToXml } from '../http/xml';
import type { Readings } from './readings';

/** One thing that is wrong with a write. */
export interface Problem {
  /** Where: object names from the record inwards, `['invoice-header', 'invoice_lines']`. */
  place: readonly string[];
  /** The field it is told under. */
  field: string;
  message: string;
}

/** A write that is not carried out; it becomes the 400 that Coupa documents, in one of its three shapes. */
export class Refusal extends Error {
  constructor(
    readonly problems: readonly Problem[],
    readonly status?: number,
  ) {
    super(problems.map(({ message }) => message).join(' '));
  }
}

/** A refusal with one reason that concerns the whole record. */
export function refusal(object: string, message: string, status?: number): Refusal {
  return new Refusal([{ place: [object], field: object, message }], status);
}

/** The answer to a refused write. */
export function refusalAnswer({ problems, status }: Refusal, readings: Readings, asXml: boolean): HttpAnswer {
  const code = status ?? readings.refusalStatus;
  const messages = problems.map(({ message }) => message);
  if (asXml || readings.refusalShape === 'xml') return xml(code, errorsToXml(messages));
  const told = readings.refusalShape === 'request' ? { request: [byPlace(problems)] } : byField(problems);
  if (!readings.warnings) return errors(false, code, told as Record<string, string[]>);
  const warnings = { request: ['The invoice date is in the past.'] };
  return json(code, JSON.stringify({ errors: told, warnings }));
}

function byField(problems: readonly Problem[]): Record<string, string[]> {
  const told: Record<string, string[]> = {};
  for (const { field, message } of problems) add(told, field, message);
  return told;
}

/** Rossum's published example: `{"invoice-header": […], "invoice-header.invoice_lines": […]}`. */
function byPlace(problems: readonly Problem[]): Record<string, string[]> {
  const told: Record<string, string[]> = {};
  for (const { place, message } of problems) add(told, place.join('.'), message);
  return told;
}

function add(told: Record<string, string[]>, name: string, message: string): void {
  const messages = told[name];
  if (messages) messages.push(message);
  else told[name] = [message];
}
