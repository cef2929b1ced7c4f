import type { Finding } from '../base/finding';
import { Findings } from '../base/findings';
import { phrase } from '../base/text/phrase';
import { scopesForAll } from '../catalogue/write-scopes';
import { connectionOptions } from '../connection/settings/options';
import { type ConnectionDescription, type Description, emptyDescription } from './model/description';
import type { ExportDescription } from './model/export-description';
import { exportKeys } from './model/export-keys';
import type { Reading } from './model/reading';
import { resourceKeys } from './model/resource-keys';
import { type Named, namedResources } from './named-resources';
import { isOfOneConnection, reportOther } from './one-connection';
import type { OneReading } from './one-reading';
import { type Assembled, assembleExports } from './rossum/export/assemble';
import { mostParts } from './rossum/export/export-part';
import { readCredentials } from './rossum/read-credentials';

/**
 * Joins what several hooks of Rossum import and export into one description: their nodes share a connection, with the scopes of all of them.
 * What another tenant, or another client, is asked for does not go over that connection and is left out, with a finding.
 *
 * @param select keys of what to take, see `resourceKeys` and `exportKeys`; default: all
 */
export function joinHooks(readings: readonly OneReading[], select?: readonly string[]): Reading {
  const [first] = readings.filter(isUseful);
  const fits = (one: OneReading) =>
    isUseful(one) && isOfOneConnection(one.description.connection, (first ?? one).description.connection);
  const joined = readings.filter(fits);
  const wanted = select === undefined ? undefined : new Set(select);
  const polls = chosenPolls(joined, wanted);
  const parts = joined.flatMap(({ part }) => part ?? []).slice(0, mostParts);
  const assembled = assembleExports(parts);
  const exports = chosenExports(joined, assembled, wanted);
  const isOne = polls.length + exports.length < 2;
  const findings = [
    ...polls.flatMap(({ reading, key }) => told(reading.findings, isOne ? undefined : key)),
    ...exports.flatMap(({ assembled, readings: of, key }) => [
      ...of.flatMap(({ name, findings: list }) =>
        told(list, of.length > 1 || !isOne ? name || key : undefined),
      ),
      ...told(assembled.findings.list, isOne ? undefined : key),
    ]),
  ];
  const others = readings.filter((one) => !fits(one));
  return {
    description: describe(polls, exports, first),
    findings: [
      ...onceOfConnection([...findings, ...connectionFindings(polls, exports)]),
      ...others.flatMap((one) => findingsOfOther(one, first)),
      ...joined.flatMap((one) => findingsOfRest(one, assembled)),
    ],
  };
}

/** What is said of a hook that none of the exports has use for. */
function findingsOfRest({ part, name, findings }: OneReading, assembled: readonly Assembled[]): Finding[] {
  if (part === undefined || assembled.some(({ parts }) => parts.includes(part))) return [];
  const rest = new Findings();
  rest.error(
    'export-hook',
    phrase`This hook of Rossum is part of an export, but the text holds no call that it belongs to: paste all hooks together.`,
  );
  return told([...findings, ...rest.list], name || undefined);
}

interface ChosenPoll extends Named {
  key: string;
}

function chosenPolls(joined: readonly OneReading[], wanted: ReadonlySet<string> | undefined): ChosenPoll[] {
  const named = namedResources(joined);
  const keys = resourceKeys(named.map(({ resource }) => resource));
  return named
    .map((one, index) => ({ ...one, key: keys[index] ?? '' }))
    .filter(({ key, resource }) => wanted === undefined || wanted.has(key) || wanted.has(resource.resource));
}

interface ChosenExport {
  assembled: Assembled;
  key: string;
  /** The hooks that it is made of. */
  readings: OneReading[];
}

function chosenExports(
  joined: readonly OneReading[],
  all: readonly Assembled[],
  wanted: ReadonlySet<string> | undefined,
): ChosenExport[] {
  const keys = exportKeys(all.map(({ description }) => description));
  return all
    .map((assembled, index) => ({
      assembled,
      key: keys[index] ?? '',
      readings: joined.filter(({ part }) => part !== undefined && assembled.parts.includes(part)),
    }))
    .filter(({ key }) => wanted === undefined || wanted.has(key));
}

function isUseful({ purpose, description, part }: OneReading): boolean {
  return (purpose === 'import' && description.resources.length > 0) || part !== undefined;
}

function told(findings: readonly Finding[], about: string | undefined): Finding[] {
  return findings.map((finding) => (about === undefined ? finding : { ...finding, about }));
}

const ofConnection: ReadonlySet<string> = new Set([
  'site-address',
  'site-path',
  'secret',
  'secret-in-flow',
  'scope',
]);

/** The connection is one: what is to be said of it is said once, without a hook's name. */
function onceOfConnection(findings: readonly Finding[]): Finding[] {
  const said = new Set<string>();
  return findings.flatMap(({ about, ...finding }) => {
    const isShared = ofConnection.has(finding.code);
    const one = about === undefined || isShared ? finding : { ...finding, about };
    // A template that goes to several calls is one hook.
    const key = `${finding.code} ${isShared ? '' : `${about} ${finding.path}`} ${finding.message}`;
    if (said.has(key)) return [];
    said.add(key);
    return [one];
  });
}

function describe(
  polls: readonly ChosenPoll[],
  exports: readonly ChosenExport[],
  first: OneReading | undefined,
): Description {
  const description = emptyDescription();
  if (first === undefined) return description;
  const chosen = [...polls.map(({ reading }) => reading), ...exports.flatMap(({ readings }) => readings)];
  const all = (chosen.length === 0 ? [first] : [...new Set(chosen)]).map((one) => one.description);
  const [{ name }] = all as [Description, ...Description[]];
  const isOne = polls.length + exports.length <= 1;
  return {
    ...description,
    name: isOne ? name || (exports[0]?.assembled.description.name ?? '') : '',
    interval: 0,
    connection: connectionOf(all, exports),
    resources: polls.map(({ resource }) => resource),
    exports: exports.map(({ assembled }) => assembled.description),
  };
}

/** Where no hook says how to sign in, all of it is to be typed in. */
function connectionFindings(polls: readonly ChosenPoll[], exports: readonly ChosenExport[]): Finding[] {
  const signsIn = exports.some(({ assembled }) => assembled.parts.some((part) => part.signsIn));
  const findings = new Findings();
  if (polls.length === 0 && exports.length > 0 && !signsIn) readCredentials({}, findings);
  return findings.list;
}

function connectionOf(all: readonly Description[], exports: readonly ChosenExport[]): ConnectionDescription {
  const said = all.flatMap(({ connection }) => connection.scope.split(' ')).filter(Boolean);
  const unsaid = exports.filter(({ readings }) =>
    readings.every(({ description }) => description.connection.scope === ''),
  );
  const scopes = [...said, ...unsaid.flatMap(({ assembled }) => scopesOfExport(assembled.description))];
  return {
    authentication: connectionOptions.authentication.default,
    siteAddress: all.find(({ connection }) => connection.siteAddress !== '')?.connection.siteAddress ?? '',
    scope: [...new Set(scopes)].join(' '),
    credentials: Object.assign({}, ...all.map(({ connection }) => connection.credentials).toReversed()),
  };
}

function scopesOfExport({ steps }: ExportDescription): string[] {
  return scopesForAll(steps.map(({ resource, operation, action }) => ({ resource, operation, action })));
}

/** What is said of a configuration that is not part of the flow. */
function findingsOfOther(one: OneReading, first: OneReading | undefined): Finding[] {
  const findings = new Findings();
  const { siteAddress } = one.description.connection;
  const what = one.name || one.description.name || siteAddress;
  if (one.purpose === undefined) {
    findings.error(
      'several',
      phrase`The text holds a configuration of Open Connectors, too: paste it alone to have it.`,
    );
  } else if (isUseful(one) && first !== undefined) {
    const name = one.name || one.description.name;
    reportOther(name, one.description.connection, first.description.connection, findings);
  } else {
    const isNamed = one.purpose === 'import' && what !== '';
    return one.findings.map((finding) => (isNamed ? { ...finding, about: what } : finding));
  }
  return findings.list;
}
