import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../../lib/base/finding';
import { settingNames } from '../../../lib/migrate/open-connectors/read-settings';
import { readInstance } from '../../../lib/migrate/read-instance';

/** An instance body that the vendor published for one of its connectors, and what has to be said of it. */
interface PublishedInstance {
  connector: string;
  /** `severity code path`, without what is said of every hub (its address and secrets) and of settings that stay there. */
  findings: string[];
  body: {
    configuration: Record<string, unknown> & { 'event.poller.configuration': Record<string, PollerEntry> };
  };
}

interface PollerEntry {
  url?: string;
  idField?: string;
  createdCheckTolerance?: number;
  pageSize?: number;
  datesConfiguration?: Record<string, string>;
}

const instances: PublishedInstance[] = JSON.parse(readFileSync(join(__dirname, 'instances.json'), 'utf8'));

/** Findings that every configuration for a hub has. */
function isOfEveryHub({ code, path }: Finding): boolean {
  return (
    ['hub-address', 'instance-key', 'hub-setting'].includes(code) ||
    (code === 'secret' && path === '/configuration')
  );
}

/** What the vendor's reader would take, wherever nothing has to be mended. */
function expected(name: string, entry: PollerEntry): Record<string, unknown> {
  const dates = entry.datesConfiguration ?? {};
  return {
    resource: name,
    url: entry.url,
    idField: entry.idField,
    updatedDateField: dates['updatedDateField'] ?? '',
    updatedDateFormat: dates['updatedDateFormat'] ?? "yyyy-MM-dd'T'HH:mm:ssXXX",
    updatedDateTimezone: dates['updatedDateTimezone'] ?? 'UTC',
    createdDateField: dates['createdDateField'] ?? dates['updatedDateField'] ?? '',
    createdCheckTolerance: entry.createdCheckTolerance ?? 10,
    pageSize: entry.pageSize ?? 200,
  };
}

describe('the configurations published for other connectors', () => {
  it('are 45', () => assert.equal(instances.length, 45));

  for (const [index, { connector, body, findings }] of instances.entries()) {
    describe(`${index + 1}: ${connector}`, () => {
      const reading = readInstance(structuredClone(body));

      it('says what was mended, what is missing and what must be filled in', () => {
        const said = reading.findings.filter((finding) => !isOfEveryHub(finding));
        assert.deepEqual(
          said.map(({ severity, code, path }) => `${severity} ${code} ${path}`),
          findings,
        );
      });

      it('describes each resource as it stands there, or says at its place why not', () => {
        for (const [name, entry] of Object.entries(body.configuration['event.poller.configuration'])) {
          const place = `/configuration/event.poller.configuration/${name.replaceAll('/', '~1')}`;
          const resource = reading.description.resources.find((one) => one.resource === name);
          const said = reading.findings.filter(({ path }) => path.startsWith(place));
          if (resource === undefined) {
            assert.ok(said.some(({ severity, path }) => severity === 'error' && path === place));
            continue;
          }
          for (const [property, value] of Object.entries(expected(name, entry))) {
            const read: unknown = resource[property as keyof typeof resource];
            const mended = said.find(
              ({ severity, path, now }) =>
                severity === 'mended' && path.endsWith(`/${property}`) && now === read,
            );
            if (mended === undefined) assert.equal(read, value, `${place} ${property}`);
          }
        }
      });

      it('has a finding for every setting that stays on the hub', () => {
        for (const key of Object.keys(body.configuration).filter((name) => !settingNames.has(name))) {
          const path = `/configuration/${key.replaceAll('/', '~1')}`;
          assert.ok(
            reading.findings.some((finding) => finding.path === path && finding.code === 'hub-setting'),
            path,
          );
        }
      });
    });
  }
});
