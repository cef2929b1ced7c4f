// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

const url =
  "/hubs/businessspendmanagement/invoices?where=updated_at>='${date:yyyy-MM-dd'T'HH:mm:ssXXX}' and status='new'";
const poller = {
  element: { key: 'coupa' },
  name: 'My Coupa',
  configuration: {
    siteAddress: 'https://acme.coupahost.com',
    'event.poller.configuration': { invoices: { url, idField: 'id' } },
  },
};
/** As Open Connectors itself takes it, and gives it. */
const encoded = {
  ...poller,
  configuration: {
    ...poller.configuration,
    'event.poller.configuration': JSON.stringify(poller.configuration['event.poller.configuration']),
  },
};
const hook = {
  credentials: { client_id: 'a', base_api_url: 'https://acme.coupahost.com' },
  import_config: {
    endpoint: 'api/contracts',
    id_keys: ['id'],
    query: { fields: ['id', 'updated_at', 'created_at'], 'updated-at[gt_or_eq]': '${last_modified_date}' },
  },
};

const eachLine = (mark: (number: number) => string) => (json: string) =>
  json
    .split('\n')
    .map((line, index) => mark(index + 1) + line)
    .join('\n');
const entities = (json: string) =>
  json.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;').replaceAll('>', '&gt;');
const oneLine = (json: string) => JSON.stringify(JSON.parse(json));

const ofPython = (text: string) =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replace(/[\\']/g, '\\$&')}'`;

const inPhp = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return `'${String(value).replace(/[\\']/g, '\\$&')}'`;
  const members = Object.entries(value).map(([key, one]) =>
    Array.isArray(value) ? inPhp(one) : `'${key}' => ${inPhp(one)}`,
  );
  return `array(${members.join(',\n')})`;
};

const dressings: [title: string, dress: (json: string) => string][] = [
  ['quoted in an e-mail', eachLine(() => '> ')],
  [
    'quoted twice, under a greeting',
    (json) => `Hello,\nthis is it:\n\n${eachLine(() => '>> ')(json)}\n\nRegards`,
  ],
  ['in the cells of a chat', eachLine(() => '| ')],
  ['with line numbers', eachLine((number) => `${String(number).padStart(3)} `)],
  ['with line numbers and colons', eachLine((number) => `${number}: `)],
  ['as an addition in a diff', eachLine(() => '+')],
  ['commented out with #', eachLine(() => '# ')],
  ['commented out with //', eachLine(() => '// ')],
  ['in a comment with stars', (json) => `/**\n${eachLine(() => ' * ')(json)}\n */`],
  ["as a page's source", entities],
  ["as a page's source, in another's source", (json) => entities(entities(json))],
  [
    'escaped for a string within a string',
    (json) => JSON.stringify(JSON.stringify(json).slice(1, -1)).slice(1, -1),
  ],
  [
    'in a text into which Python puts values',
    (json) => `body = f'''${oneLine(json).replace(/[{}]/g, '$&$&')}'''`,
  ],
  ['in one into which C# does', (json) => `var x = $@"${oneLine(json).replace(/[{}"]/g, '$&$&')}";`],
  ['in a string of Kotlin', (json) => `val x = """${json.replaceAll('$', () => "${'$'}")}"""`],
  ['with its quotes as codes', (json) => json.replaceAll('"', '\\u0022').replaceAll("'", '\\u0027')],
  ['in French quotes', (json) => json.replace(/"([^"]*)"/g, '«\u00a0$1\u00a0»')],
  ['typed with a Chinese keyboard', (json) => json.replaceAll('": ', '"： ').replace(/,$/gm, '，')],
  ['as a code block of a page', (json) => `<pre class="json"><code>${entities(json)}</code></pre>`],
  ["as a page's marked lines", (json) => `<div>${eachLine(() => '<span>')(entities(json))}</div>`],
  ['in the colours of a terminal', (json) => json.replace(/"(\w+)":/g, '\u001b[34;1m"$1"\u001b[0m:')],
  ['as UTF-16 read as bytes', (json) => [...json].join('\0')],
  ["as an e-mail's source", (json) => json.replaceAll('=', '=3D').replace(/(.{30})/g, '$1=\n')],
  ['with invisible characters', (json) => json.replaceAll('": ', '\u200b": ').replaceAll('{', '{\u200b')],
  ['with full-width signs', (json) => json.replaceAll('"', '＂').replaceAll(':', '：').replaceAll(',', '，')],
  ['in single quotes', (json) => json.replaceAll("'", "\\'").replaceAll('"', "'")],
  ['as Python prints it', (json) => json.replace(/"(?:[^"\\]|\\.)*"/g, (text) => ofPython(JSON.parse(text)))],
  ['encoded for a form', (json) => `config=${encodeURIComponent(json).replaceAll('%20', '+')}&a=b`],
  [
    'behind --data-urlencode',
    (json) => `curl https://h.example --data-urlencode 'c=${oneLine(json).replaceAll("'", "'\\''")}'`,
  ],
  ['in a variable of a shell', (json) => `export CONFIG='${oneLine(json).replaceAll("'", "'\\''")}'`],
  ['in a file of variables', (json) => `CONFIG=${JSON.stringify(oneLine(json))}`],
  ['in a line of a log', (json) => `2026-11-29 04:00:00 INFO [main] config=${oneLine(json)} read`],
  ['in a string of Java', (json) => `String body = ${JSON.stringify(json)};`],
  [
    'in strings of Java that are put together',
    (json) =>
      `String body = ${json
        .split('\n')
        .map((line) => JSON.stringify(`${line}\n`))
        .join(' +\n    ')};`,
  ],
  ['in a string of C#', (json) => `var body = @"${json.replaceAll('"', '""')}";`],
  [
    'in a string of PowerShell',
    (json) =>
      `$body = "${json.replace(/[`"$]/g, '`$&').replaceAll('\n', '`n`\n"+"')}"\nInvoke-RestMethod $u -Body $body`,
  ],
  [
    "in PowerShell's single quotes",
    (json) => `Invoke-RestMethod https://h.example -Method Post -Body '${json.replaceAll("'", "''")}'`,
  ],
  ['as an array of PHP', (json) => `<?php\n$body = ${inPhp(JSON.parse(json))};`],
  ['as a hash of Ruby', (json) => `payload = ${json.replace(/("[\w.]+"): /g, '$1 => ')}\npost(payload)`],
  [
    'as a hash of Ruby with symbols',
    (json) => json.replace(/"(\w+)": /g, ':$1 => ').replace(/("[\w.]+"): /g, '$1 => '),
  ],
  [
    'as a map of Groovy',
    (json) =>
      `def body = ${json
        .replaceAll('{\n', '[\n')
        .replace(/\}(?=,?\n|$)/g, ']')
        .replace(/"(\w+)":/g, '$1:')}`,
  ],
  [
    'as a hash table of PowerShell',
    (json) =>
      `$body = ${json
        .replaceAll('{\n', '@{\n')
        .replace(/\[\n([^\]]*)\]/g, '@($1)')
        .replace(/"(\w+)": /g, '$1 = ')
        .replace(/("[\w.]+"): /g, '$1 = ')
        .replace(/,\n/g, ';\n')
        .replaceAll('${', '`${')} | ConvertTo-Json`,
  ],
  ['with the line ends of a word processor', (json) => json.replaceAll('\n', '\v')],
  ["with Unicode's line separators", (json) => json.replaceAll('\n', '\u2028')],
  [
    'in a here-string',
    (json) => `http POST https://h.example <<<'${oneLine(json).replaceAll("'", "'\\''")}'`,
  ],
  [
    'behind an option of any program',
    (json) => `aws lambda invoke --cli-input-json '${oneLine(json).replaceAll("'", "'\\''")}' out`,
  ],
  ["in a log of Docker's", eachLine(() => 'poller-1  | ')],
  ["in a log of Kubernetes's", eachLine(() => '2026-01-01T10:00:00.123456789Z stdout F ')],
  ['in a log with times', eachLine(() => '2026-01-01 10:00:00,123 ')],
  ['with line numbers and bars', eachLine((number) => `${String(number).padStart(4)} | `)],
  ['as lines that were found', eachLine((number) => `conf/coupa.json:${number}:`)],
  ['in a cell', (json) => `"${json.replaceAll('"', '""')}"`],
  ['in a row of CSV', (json) => `system,body\nprod,"${oneLine(json).replaceAll('"', '""')}"`],
  [
    'in a statement of SQL',
    (json) => `INSERT INTO c VALUES ('a', '${oneLine(json).replaceAll("'", "''")}');`,
  ],
  [
    'in strings of Visual Basic',
    (json) =>
      `body = ${eachLine(() => '')(json.replaceAll('"', '""'))
        .replace(/^(.*)$/gm, '"$1"')
        .replaceAll('\n', ' & _\n')}`,
  ],
  ['in a log that has braces of its own', (json) => `INFO {thread=main} body: ${oneLine(json)}`],
  ['in a log that is cut off before their ends', (json) => `INFO [main {t=1, body: ${oneLine(json)}`],
  ["as a member of a program's object", (json) => `x = [{ a: 1, b: ${oneLine(json)} }]`],
  [
    'as an object of JavaScript that is given behind an address',
    (json) => `axios.put(address, ${json.replace(/"(\w+)":/g, '$1:')}, { headers });`,
  ],
  [
    'as an object of JavaScript, with JSON in it',
    (json) =>
      `const body = ${json
        .replace(/"(\w+)":/g, '$1:')
        .replace(/: "([^"'\\]*)"/g, ": '$1'")
        .replace(
          /: (\{\n\s+invoices: [\s\S]*?\n {4}\})/,
          (_, own: string) => `: JSON.stringify(${own})`,
        )};\npost(body);`,
  ],
  [
    'as a dictionary of Python, with JSON in it',
    (json) =>
      `body = ${json.replace(/: (\{\n\s+"invoices": [\s\S]*?\n {4}\})/, (_, own: string) => `: json.dumps(${own})`)}\nrequests.post(url, json=body)`,
  ],
  [
    'as an object of JavaScript, with templates',
    (json) =>
      `const body = ${json.replace(/"(\w+)":/g, '$1:').replace(/: "([^"\\]*)"/g, (_, own: string) => `: \`${own.replaceAll('$', '\\$')}\``)};`,
  ],
  [
    'as a map of Groovy, with JSON in it',
    (json) =>
      `def body = ${json
        .replaceAll('{\n', '[\n')
        .replace(/\}(?=,?\n|$)/g, ']')
        .replace(/"(\w+)":/g, '$1:')
        .replace(/: ("\{.*\}")(?=,?\n)/g, (_, own: string) => `: '''${JSON.parse(own)}'''`)}`,
  ],
  [
    'in strings of ABAP that are put together',
    (json) =>
      `lv_body = ${json
        .replaceAll("'", "''")
        .replace(/^(.*)$/gm, "'$1'")
        .replaceAll('\n', ' &&\n    ')}.`,
  ],
  ['in its texts between backticks', (json) => json.replace(/^(.*)$/gm, '    `$1` &&')],
  [
    'in strings of PL/SQL',
    (json) =>
      `l := ${json
        .replaceAll("'", "''")
        .replace(/^(.*)$/gm, "'$1'")
        .replaceAll('\n', '\n  || ')};`,
  ],
  ["in an attribute of a program's file", (json) => `<param name="c" value="${entities(oneLine(json))}"/>`],
  ['with the line numbers of a listing', eachLine((number) => `${String(number * 10).padStart(6, '0')} `)],
  ['with comments behind #', (json) => json.replace(/,\n/g, ', # one of them\n')],
];

describe('a configuration that was pasted as it was shown', () => {
  for (const [name, configuration] of Object.entries({ poller, encoded, hook })) {
    for (const [title, dress] of dressings) {
      it(`is read ${title} (${name})`, () => {
        const { description, findings } = readInstance(dress(JSON.stringify(configuration, null, 2)));
        assert.deepEqual(description, readInstance(configuration).description);
        assert.ok(findings.some(({ severity }) => severity === 'mended'));
      });
    }
  }

  it('stays nothing where nothing is in it, and what was tried is not told', () => {
    const { findings } = readInstance('> {"a": 1}\n> {"b": 2}\n> <b>&quot;no&quot;</b>');
    assert.deepEqual(
      findings.filter(({ code }) => ['html', 'line-marks', 'escaped'].includes(code)),
      [],
    );
  });
});
