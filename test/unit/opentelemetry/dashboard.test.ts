import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as api from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { observe } from '../../../lib/opentelemetry/observe';
import type { TelemetryEvent } from '../../../lib/ports/events';
import { Telemetry } from '../../../lib/ports/telemetry';

const docs = join(__dirname, '..', '..', '..', 'docs');
const dashboard = readFileSync(join(docs, 'grafana-dashboard.json'), 'utf8');
const page = readFileSync(join(docs, 'telemetry.md'), 'utf8');

const node = { id: 'n', name: 'Node' };
const addressed = { api: 'core', method: 'GET', host: 'acme.coupahost.com', path: '/api/invoices' } as const;
const ofPoll = { node, resource: 'invoices', poll: 'p' };
const counts = { records: 4, created: 1, updated: 1, repeats: 1 };

/** One of each, with everything that an attribute is made of. */
const events: TelemetryEvent[] = [
  {
    kind: 'request',
    ...addressed,
    attempt: 1,
    result: 'answered',
    waitedMs: 1,
    durationMs: 1,
    statusCode: 500,
    code: 'COUPA_SERVER',
  },
  { kind: 'retry', ...addressed, attempt: 1, pauseMs: 1, code: 'COUPA_SERVER', statusCode: 500 },
  { kind: 'throttled', host: addressed.host, pauseMs: 1, until: new Date(0) },
  { kind: 'token', host: addressed.host, durationMs: 1, expiresIn: 1 },
  { kind: 'page', ...ofPoll, ...counts, durationMs: 1 },
  {
    kind: 'poll',
    ...ofPoll,
    ...counts,
    pages: 1,
    requests: 1,
    retries: 0,
    durationMs: 1,
    code: 'COUPA_SERVER',
  },
  { kind: 'settled', ...ofPoll, key: 'k', result: 'delivered', attempts: 1, durationMs: 1 },
  {
    kind: 'write',
    node,
    operation: 'create',
    resource: 'invoices',
    requested: 5,
    applied: 1,
    refused: 1,
    unknown: 1,
    notSent: 1,
    notAttempted: 1,
    durationMs: 1,
    code: 'COUPA_SERVER',
  },
];

describe('What a dashboard rests on', () => {
  /** Names of series, and for each the names of its labels, as Prometheus gets them. */
  const exported = new Map<string, Set<string>>();
  /** Names as OpenTelemetry has them. */
  const instruments = new Set<string>();

  before(async () => {
    const exporter = new PrometheusExporter({ preventServerStart: true });
    api.metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
    const telemetry = new Telemetry();
    const stop = observe(telemetry, addressed.host);
    telemetry.gauges.add(() => ({ ...ofPoll, lagMs: 1, inFlight: 1, unmarked: 1, undeliverable: 1 }));
    for (const event of events) telemetry.tell(event);
    const { resourceMetrics } = await exporter.collect();
    for (const { metrics } of resourceMetrics.scopeMetrics)
      for (const { descriptor } of metrics) instruments.add(descriptor.name);
    for (const line of (await textOf(exporter)).split('\n')) {
      const [, name, labels = ''] = /^([a-z_]+)\{(.*)\}/.exec(line) ?? [];
      if (name === undefined) continue;
      const known = exported.get(name) ?? new Set<string>();
      for (const [, label = ''] of labels.matchAll(/([a-z_]+)="/g)) known.add(label);
      exported.set(name, known);
    }
    stop();
    api.metrics.disable();
  });

  const expressions = Array.from(dashboard.matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g), ([, text = '']) =>
    String(JSON.parse(`"${text}"`)),
  );
  const alerts = Array.from(page.matchAll(/^ +expr: '(.*)'$/gm), ([, text = '']) => text);

  it('is exported: each name that a panel or an alert asks for', () => {
    assert.ok(expressions.length > 15 && alerts.length === 5);
    for (const expression of [...expressions, ...alerts])
      for (const pattern of namesIn(expression))
        assert.ok(
          [...exported.keys()].some((name) => new RegExp(`^(?:${pattern})$`).test(name)),
          `${pattern} of ${expression}`,
        );
  });

  it('is exported: each label that a panel or an alert goes by', () => {
    // Made by Grafana or Prometheus, or by the exporter where it is asked to.
    const others = ['__name__', 'le', 'otel_scope_name'];
    const labels = new Set([...exported.values()].flatMap((names) => [...names]).concat(others));
    for (const expression of [...expressions, ...alerts]) {
      const filters = Array.from(expression.matchAll(/([a-z_]+)(?:=~|!=|=)"/g), ([, label = '']) => label);
      const groups = Array.from(expression.matchAll(/by \(([^)]*)\)/g), ([, list = '']) =>
        list.split(/, */),
      ).flat();
      for (const label of [...filters, ...groups]) assert.ok(labels.has(label), `${label} of ${expression}`);
    }
  });

  it('is told in the documentation, each metric', () => {
    const table = Array.from(
      page.matchAll(/^\| `([a-z._]+)` \| (?:histogram|counter|gauge)/gm),
      ([, name]) => name,
    );
    assert.deepEqual([...instruments].sort(), [...table].sort());
  });

  it('is shown, each metric', () => {
    for (const instrument of instruments)
      assert.ok(dashboard.includes(instrument.replaceAll('.', '_')), instrument);
  });
});

/** Metrics that an expression names, as patterns. */
function namesIn(expression: string): string[] {
  const patterns = Array.from(expression.matchAll(/__name__=~"([^"]+)"/g), ([, pattern = '']) => pattern);
  const plain = Array.from(
    expression.matchAll(/\b(coupa_[a-z_]+|http_client[a-z_]+)\{/g),
    ([, name = '']) => name,
  );
  return [...patterns, ...plain];
}

function textOf(exporter: PrometheusExporter): Promise<string> {
  return new Promise((resolve) => {
    const response = {
      statusCode: 0,
      setHeader: () => undefined,
      end: (text: string) => resolve(text),
    };
    exporter.getMetricsRequestHandler({} as IncomingMessage, response as unknown as ServerResponse);
  });
}
