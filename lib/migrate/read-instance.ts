import { type Finding, needsHand } from '../base/finding';
import { Findings } from '../base/findings';
import { jsonText } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';
import { type Configuration, findConfigurations } from './find-configurations';
import { joinHooks } from './join-hooks';
import { emptyDescription, isEmpty } from './model/description';
import type { ReadOptions } from './model/read-options';
import type { Reading } from './model/reading';
import { isOfOneConnection, reportOther } from './one-connection';
import type { OneReading } from './one-reading';
import { readBodyOfInstance } from './open-connectors/read-body';
import { formOf, isYaml } from './pasted/forms';
import { asObject } from './pasted/outside-value';
import { readYaml } from './pasted/read-yaml';
import { settingRows } from './pasted/setting-rows';
import { maxTextLength } from './pasted/tolerant-json';
import { undressings } from './pasted/undress';
import { withoutWrappedLinks } from './pasted/wrapped-links';
import { listRequests } from './requests/list-requests';
import { signInOf } from './requests/sign-in';
import { readExport } from './rossum/export/read-export';
import { readRossum } from './rossum/read-rossum';
import { nameOfHook, purposeOf } from './rossum/rossum-hook';
import { sentVariables } from './sent-variables';
import { withMissingScopes } from './with-missing-scopes';
import { withSignIn } from './with-sign-in';

/**
 * Reads what a user pasted: an Open Connectors instance, its `configuration`, only its `event.poller.configuration`,
 * one resource of that, or Rossum's hooks that import or export; as text (however broken, or a command line) or as a value, alone or in a list.
 *
 * All of Rossum's hooks in a text become one description, of several instances the one that says most.
 *
 * Never throws. What could not be read is a finding, and without any resource there is at least one `error`.
 */
export function readInstance(pasted: unknown, options: ReadOptions = {}): Reading {
  if (typeof pasted !== 'string' || pasted.length > maxTextLength)
    return withMissingScopes(readAny(pasted, options));
  const text = withoutWrappedLinks(pasted);
  const reading = withSignIn(readAny(text, options), text);
  return withMissingScopes(text === pasted ? reading : withLinks(reading));
}

function withLinks({ description, findings }: Reading): Reading {
  const told = new Findings();
  told.mended(
    'links',
    phrase`Links were read as the addresses that they lead to, without what a mail or chat program put around them.`,
  );
  return { description, findings: [...told.list, ...findings] };
}

function readAny(pasted: unknown, options: ReadOptions): Reading {
  const isText = typeof pasted === 'string' && pasted.length <= maxTextLength;
  const rows = isText ? readRows(pasted, options) : undefined;
  if (rows !== undefined) return rows;
  const asItIs = readPasted(pasted, options);
  if (!isText || !isBare(asItIs)) return asItIs;
  const findings = new Findings();
  const inYaml = readInYaml(pasted, options);
  for (const { text, code, message } of inYaml === undefined ? undressings(pasted) : []) {
    findings.mended(code, message);
    const asJson = readRows(text, options) ?? readPasted(text, options);
    const reading = isBare(asJson) ? (readInYaml(text, options) ?? asJson) : asJson;
    if (!isBare(reading))
      return { description: reading.description, findings: [...findings.list, ...reading.findings] };
  }
  if (inYaml !== undefined) return inYaml;
  const requests = isYaml(pasted) ? undefined : listRequests(pasted);
  if (requests !== undefined) {
    const reading = readPasted(requests.instance, options);
    if (!isBare(reading))
      return {
        description: reading.description,
        findings: [...requests.findings.list, ...besides(requests.findings.list, reading.findings)],
      };
  }
  return isOfNoForm(asItIs) ? withReason(asItIs, pasted) : asItIs;
}

/** Settings that stand in rows; `undefined` where there are none. */
function readRows(text: string, options: ReadOptions): Reading | undefined {
  const rows = settingRows(text);
  if (rows === undefined) return undefined;
  const findings = new Findings();
  findings.mended(
    'rows',
    phrase`The settings stood in rows, each with its name: they were read as one instance.`,
  );
  const reading = readPasted(rows, options);
  if (isBare(reading)) return undefined;
  return { description: reading.description, findings: [...findings.list, ...reading.findings] };
}

/** A configuration in YAML; `undefined` where there is none. */
function readInYaml(text: string, options: ReadOptions): Reading | undefined {
  const documents = formOf(text) === 'YAML' ? readYaml(text) : undefined;
  if (documents === undefined) return undefined;
  const reading = readPasted(documents.length === 1 ? documents[0] : documents, options);
  if (isBare(reading)) return undefined;
  const findings = new Findings();
  findings.mended('yaml', phrase`The text was YAML; it was read as if it were JSON.`);
  return { description: reading.description, findings: [...findings.list, ...reading.findings] };
}

/** A reading of nothing, with what there is to say of why. */
function withReason(reading: Reading, text: string): Reading {
  const message = whyNothing(text);
  if (message === undefined) return reading;
  const findings = reading.findings.map((finding) =>
    finding.severity === 'error' ? { ...finding, code: 'nothing', path: '', message } : finding,
  );
  return { ...reading, findings };
}

/** Whatever was missed in a text, it may be its form that is not read, or it names no list at all. */
function whyNothing(text: string): Phrase | undefined {
  const form = formOf(text);
  if (form === 'YAML') return noneInYaml;
  if (form !== undefined)
    return phrase`This looks like ${form}, which is not read. Write the configuration as JSON, for instance with a converter, and paste that.`;
  const { clientId, apiKey } = signInOf(text);
  if (clientId === '' && apiKey === '') return undefined;
  return namesSomething.test(text) ? inNoForm : namesNoList;
}

/** Signs of a configuration or a request, however they are written. */
const namesSomething =
  /import_?config|export_?configs?|event[._]poller|event[._]objects|\b(?:api|hubs)\/[a-z]|\bendpoint\b/i;

const noneInYaml = phrase`This looks like YAML, in which no configuration could be read: it has to be valid, hold an "event.poller.configuration" or an "import_config", and have neither anchors (&, *) nor tags (!). Write it as JSON, for instance with a converter, and paste that.`;

const inNoForm = phrase`The text holds more than how to sign in at Coupa, but in no form that is read here. Write the configuration as JSON, for instance with a converter, and paste that.`;

const namesNoList = phrase`The text says how to sign in at Coupa, and names no list to poll: add a connection by hand, or paste a request or a configuration as well.`;

/** What a text says of secrets that are another site's is said already: they are not missing. */
function besides(said: readonly Finding[], findings: readonly Finding[]): readonly Finding[] {
  return said.some(({ code }) => code === 'other-connection')
    ? findings.filter(({ code }) => code !== 'secret')
    : findings;
}

/** Whether there was nothing in a text that says itself what it lacks. */
function isOfNoForm({ findings }: Reading): boolean {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.every(({ code }) => ['nothing', 'not-a-configuration', 'not-an-object'].includes(code));
}

/** Whether a text says nothing of which a node could be made, nor of what kind it is. */
function isBare({ description, findings }: Reading): boolean {
  const unread = ['nothing', 'not-a-configuration', 'not-an-object', 'no-resources', 'no-url', 'no-import'];
  return isEmpty(description) && findings.some(({ code }) => unread.includes(code));
}

function readPasted(pasted: unknown, options: ReadOptions): Reading {
  const findings = new Findings();
  const configurations = usefulOf(withoutCopies(findConfigurations(pasted, findings)), findings);
  const readings = configurations.map((one) => readConfiguration(one, { ...options, select: undefined }));
  const best = bestOf(readings);
  if (best < 0) {
    findings.error('nothing', nothing);
    return { description: emptyDescription(), findings: findings.list };
  }
  const reading =
    readings[best]?.purpose === undefined
      ? readInstanceAlone(configurations, readings, best, options)
      : joinHooks(readings, options.select);
  // Whoever crowds a text with faults hides nothing behind them.
  const first = sentVariables(reading.description);
  return { description: reading.description, findings: [...first, ...findings.list, ...reading.findings] };
}

/** Without those that are another one over again, as pages show them twice. */
function withoutCopies(all: readonly Configuration[]): readonly Configuration[] {
  if (all.length < 2) return all;
  const seen = new Set<string>();
  return all.filter(({ value }) => {
    const text = jsonText(value);
    const isNew = text === undefined || !seen.has(text);
    if (text !== undefined) seen.add(text);
    return isNew;
  });
}

/** Documents without a configuration count only where there is no other. */
function usefulOf(all: readonly Configuration[], findings: Findings): Configuration[] {
  const useful = all.filter(({ isNothing }) => isNothing === undefined);
  if (useful.length === 0 || useful.length === all.length) return [...all];
  findings.mended('ignored-text', phrase`Text that is not part of a configuration was left out.`);
  return useful;
}

const nothing = phrase`There is no configuration in this text: it should hold JSON with an "event.poller.configuration".`;

function readInstanceAlone(
  configurations: readonly Configuration[],
  readings: readonly OneReading[],
  number: number,
  options: ReadOptions,
): Reading {
  const chosen = configurations[number];
  const { description, findings } = readConfiguration(
    { value: chosen?.value, findings: chosen?.findings ?? new Findings() },
    options,
  );
  if (configurations.length === 1) return { description, findings };
  return { description, findings: [...findingsOfOthers(readings, number), ...findings] };
}

/** What is said of the configurations of a text of which one alone is read. */
function findingsOfOthers(readings: readonly OneReading[], number: number): Finding[] {
  const findings = new Findings();
  const chosen = readings[number]?.description ?? emptyDescription();
  const polled = new Set(chosen.resources.map(({ resource, url }) => `${resource} ${url}`));
  const others = readings.filter(({ description }) => description.resources.length > 0);
  const elsewhere = others.filter(
    ({ description }) => !isOfOneConnection(description.connection, chosen.connection),
  );
  for (const { name, description } of elsewhere)
    reportOther(name || description.name, description.connection, chosen.connection, findings);
  const isMissing = others.some(
    (one) =>
      !elsewhere.includes(one) &&
      one.description.resources.some(({ resource, url }) => !polled.has(`${resource} ${url}`)),
  );
  const message = phrase`The text holds ${readings.length} configurations; number ${number + 1} was read. Paste another one alone to have it too.`;
  if (isMissing) findings.manual('several', message);
  else findings.unsupported('several', message);
  return findings.list;
}

/** Index of the reading that is complete, else of one with a resource, else of the first; -1 without any. */
function bestOf(readings: readonly OneReading[]): number {
  const hasResources = ({ description, part }: OneReading) =>
    description.resources.length > 0 || part !== undefined;
  const complete = readings.findIndex((reading) => hasResources(reading) && !hasGaps(reading.findings));
  if (complete >= 0) return complete;
  return readings.some(hasResources) ? readings.findIndex(hasResources) : Math.min(0, readings.length - 1);
}

/** Whether something in it was left to be filled in, so that another copy in the same text may be the better one. */
function hasGaps(found: readonly Finding[]): boolean {
  return needsHand(found.filter(({ code }) => code === 'placeholder' || code === 'interval'));
}

function readConfiguration({ value, findings: place }: Configuration, options: ReadOptions): OneReading {
  const findings = place.apart();
  const root = asObject(value);
  if (root === undefined) {
    findings.error('not-an-object', phrase`A configuration is an object in braces; this is something else.`);
    return { name: '', purpose: undefined, description: emptyDescription(), findings: findings.list };
  }
  const purpose = purposeOf(root);
  const name = nameOfHook(root);
  if (purpose === undefined || purpose === 'import') {
    const read = purpose === undefined ? readBodyOfInstance : readRossum;
    const description = read(root, options, findings);
    return { name, purpose, description, findings: findings.list };
  }
  const { part, connection } =
    purpose === 'export' ? readExport(root, findings) : { part: undefined, connection: undefined };
  if (purpose === 'other') refuseHook(findings);
  const description = emptyDescription();
  if (connection !== undefined) description.connection = connection;
  // What nothing in the flow stands for is told by the hook's name.
  const isNamed = part === undefined && name !== '';
  const told = findings.list.map((finding) => (isNamed ? { ...finding, about: name } : finding));
  return { name, purpose, description, findings: told, ...(part !== undefined && { part }) };
}

function refuseHook(findings: Findings): void {
  findings.error(
    'other-hook',
    phrase`This hook of Rossum imports nothing from Coupa, so no poll was made of it.`,
  );
}
