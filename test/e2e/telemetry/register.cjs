// What who runs Node-RED would have it load with --require: the SDK, exporting to an OTLP receiver and for Prometheus.
const { createServer } = require('node:http');
const { metrics } = require('@opentelemetry/api');
const { OTLPMetricExporter } = require('@opentelemetry/exporter-metrics-otlp-http');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
const { MeterProvider, PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

const receiver = process.env.COUPA_TEST_RECEIVER;

// Node-RED's own process alone: npm, which it asks for its palette, is none of it.
if (receiver !== undefined && process.argv.some((argument) => argument.includes('node-red'))) {
  const traces = new OTLPTraceExporter({ url: `${receiver}/v1/traces` });
  // Nothing may be dropped where everything is counted.
  const processor = new BatchSpanProcessor(traces, {
    maxQueueSize: 200_000,
    maxExportBatchSize: 2000,
    scheduledDelayMillis: 500,
  });
  new NodeTracerProvider({ spanProcessors: [processor] }).register();

  const exporter = new OTLPMetricExporter({ url: `${receiver}/v1/metrics` });
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const periodic = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 500,
    exportTimeoutMillis: 500,
  });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [prometheus, periodic] }));
  const server = createServer((request, response) => prometheus.getMetricsRequestHandler(request, response));
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`prometheus at http://127.0.0.1:${server.address().port}/metrics\n`);
  });
  server.unref();
}
