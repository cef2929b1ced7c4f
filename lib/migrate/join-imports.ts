import type { Finding } from '../base/finding';
import { Findings } from '../base/findings';
import { phrase } from '../base/text/phrase';
import { connectionOptions } from '../connection/settings/options';
import { type Description, emptyDescription, type ResourceDescription } from './model/description';
import type { Reading } from './model/reading';
import { resourceKeys } from './model/resource-keys';
import type { RossumPurpose } from './rossum/rossum-hook';

/** A reading of one of the configurations in a text. */
export interface OneReading extends Reading {
  /** What the hook is called; `""` if it has no name. */
  name: string;
  /** What a hook of Rossum is for; `undefined` for Open Connectors. */
  purpose: RossumPurpose | undefined;
}

/**
 * Joins what several hooks of Rossum import into one description: their polls share a connection, with the scopes of all of them. What
 * another tenant, or another client, is asked for does not go over that connection and is left out, with a finding.
 *
 * @param select keys of the resources to take, see `resourceKeys`; default: all
 */
export function joinImports(readings: readonly OneReading[], select?: readonly string[]): Reading {
  const [first] = readings.filter(isImport);
  const fits = (one: OneReading) => isImport(one) && isOfOneConnection(one, first ?? one);
  const joined = readings.filter(fits);
  const named = withNames(joined);
  const wanted = select === undefined ? undefined : new Set(select);
  const keys = resourceKeys(named.map(({ resource }) => resource));
  const chosen = named
    .map((one, index) => ({ ...one, key: keys[index] ?? '' }))
    .filter(({ key, resource }) => wanted === undefined || wanted.has(key) || wanted.has(resource.resource));
  const about = chosen.length > 1 ? chosen.map(({ key }) => key) : [];
  const findings = onceOfConnection(
    chosen.flatMap(({ reading }, index) => reading.findings.map((finding) => told(finding, about[index]))),
  );
  const others = readings.filter((one) => !fits(one));
  return {
    description: describe(chosen, first),
    findings: [...findings, ...others.flatMap((one) => findingsOfOther(one, first))],
  };
}

interface Named {
  reading: OneReading;
  resource: ResourceDescription;
}

function isImport({ purpose, description }: OneReading): boolean {
  return purpose === 'import' && description.resources.length > 0;
}

/** A credential that one of them leaves open is the other's. */
function isOfOneConnection({ description: { connection: a } }: OneReading, other: OneReading): boolean {
  const { connection: b } = other.description;
  const agree = (one = '', two = '') => one === '' || two === '' || one === two;
  return agree(a.siteAddress, b.siteAddress) && agree(a.credentials.clientId, b.credentials.clientId);
}

/** Where several hooks poll, each node is called what its hook's data set is called. */
function withNames(readings: readonly OneReading[]): Named[] {
  return readings.flatMap((reading) =>
    reading.description.resources.map((resource) => {
      const { name } = reading.description;
      return { reading, resource: readings.length > 1 && name !== '' ? { ...resource, name } : resource };
    }),
  );
}

function told(finding: Finding, about: string | undefined): Finding {
  return about === undefined ? finding : { ...finding, about };
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
    if (!ofConnection.has(finding.code)) return [about === undefined ? finding : { ...finding, about }];
    const key = `${finding.code} ${finding.message}`;
    if (said.has(key)) return [];
    said.add(key);
    return [finding];
  });
}

function describe(chosen: readonly Named[], first: OneReading | undefined): Description {
  const description = emptyDescription();
  if (first === undefined) return description;
  const all = (chosen.length === 0 ? [first] : chosen.map(({ reading }) => reading)).map(
    (one) => one.description,
  );
  const scopes = all.flatMap(({ connection }) => connection.scope.split(' ')).filter(Boolean);
  const [{ name } = description] = all;
  return {
    ...description,
    name: all.length === 1 ? name : '',
    interval: 0,
    connection: {
      authentication: connectionOptions.authentication.default,
      siteAddress: all.find(({ connection }) => connection.siteAddress !== '')?.connection.siteAddress ?? '',
      scope: [...new Set(scopes)].join(' '),
      credentials: Object.assign({}, ...all.map(({ connection }) => connection.credentials).toReversed()),
    },
    resources: chosen.map(({ resource }) => resource),
  };
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
  } else if (isImport(one)) {
    findings.error(
      'other-connection',
      siteAddress === first?.description.connection.siteAddress
        ? phrase`${what} signs in as another client: paste it alone to have it too.`
        : phrase`${what} is about another site, ${siteAddress}: paste it alone to have it too.`,
    );
  } else {
    const isNamed = one.purpose === 'import' && what !== '';
    return one.findings.map((finding) => (isNamed ? { ...finding, about: what } : finding));
  }
  return findings.list;
}
