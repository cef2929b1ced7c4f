// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readTolerantJson } from '../../../lib/migrate/pasted/tolerant-json';
import { readInstance } from '../../../lib/migrate/read-instance';

const url =
  "/hubs/businessspendmanagement/invoices?where=updated_at>='${date:yyyy-MM-dd'T'HH:mm:ssXXX}' and status='new'";
const poller = { invoices: { url, idField: 'id' } };
const body = {
  element: { key: 'coupa' },
  configuration: { 'event.poller.configuration': JSON.stringify(poller) },
};
const json = JSON.stringify(body);
const lines = JSON.stringify(body, null, 2);

const single = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const double = (text: string) => `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
const ansi = (text: string) => `$'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
const forCmd = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
const carets = (text: string) => forCmd(text).replace(/[\\"{}&<>%|]/g, '^$&');

const commands: [title: string, text: string][] = [
  ['single quotes', `curl -X POST https://h.example/instances -H 'Accept: */*' -d ${single(json)}`],
  [
    'single quotes over several lines',
    `$ curl https://h.example \\\n  --data-raw ${single(lines)} \\\n  -H "A: b"\n`,
  ],
  ['single quotes, the inner ones as they are', `curl https://h.example --data '${json}'`],
  ['double quotes, the inner ones as they are', `curl https://h.example --data "${json}"`],
  ['double quotes of a file of variables, the inner ones as they are', `A=1\nBODY="${json}"\nB=2\n`],
  ['quotes out of other quotes', `curl https://h.example -d '${json.replaceAll("'", `'"'"'`)}'`],
  ['double quotes', `curl https://h.example --data-binary ${double(json)} -v`],
  ["the shell's $'…'", `curl https://h.example --data-raw ${ansi(lines)} --compressed`],
  ['an option with =', `curl --json=${single(json)} https://h.example`],
  ['an option without a blank', `curl https://h.example -d${single(json)}`],
  ['the body on the next line', `curl https://h.example \\\n -d \\\n ${single(json)}`],
  ['a here-document', `curl https://h.example -d @- <<'EOF'\n${lines}\nEOF\necho done`],
  ['a pipe', `echo ${single(json)} | curl https://h.example -d @-`],
  [
    'the carets of Windows',
    `curl ^"https://h.example^" ^\r\n  -H ^"A: b^" ^\r\n  --data-raw ${carets(json)}`,
  ],
  ['the quotes of Windows', `curl https://h.example -d ${forCmd(json)} ^\r\n -H "A: b"`],
  ['PowerShell', `Invoke-RestMethod https://h.example -Method Post -Body ${single(json)}`],
  [
    'a code block',
    `Run this:\n\`\`\`bash\ncurl https://h.example \\\n  -d ${single(lines)}\n\`\`\`\nThat is all.`,
  ],
  ['the quoted body alone', single(json)],
];

describe('a command line that was pasted', () => {
  for (const [title, text] of commands) {
    it(`is read through ${title}`, () => {
      const { documents, findings } = readTolerantJson(text);
      assert.deepEqual(documents, [body]);
      assert.ok(findings.some(({ code, severity }) => code === 'shell' && severity === 'mended'));
      assert.equal(readInstance(text).description.resources[0]?.url, url);
    });
  }

  it('is read where it was cut off', () => {
    const { documents } = readTolerantJson(`curl https://h.example -d '{"a":{"b":1`);
    assert.deepEqual(documents, [{ a: { b: 1 } }]);
  });

  it('is read beside others', () => {
    const text = [`curl https://a.example -d '{"a":1}'`, `curl https://b.example -d '{"b":2}'`].join('\n\n');
    assert.deepEqual(readTolerantJson(text).documents, [{ a: 1 }, { b: 2 }]);
  });

  for (const text of ['{"text":"echo \'{\\"a\\":1}\' "}', '{"a":"-d \'x\'"}', '{"a":"x^\\"y"}']) {
    it(`is not looked for inside ${text}`, () => {
      assert.deepEqual(readTolerantJson(text), { documents: [JSON.parse(text)], findings: [] });
    });
  }
});
