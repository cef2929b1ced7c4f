import type { Arrived, Step } from '../connection/tenant';

/** The ways in which something shows again what it was asked, secrets and all. */
export const shapes: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in small letters': (text) =>
    encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  'percent-encoded throughout': (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'as a form': (text) => new URLSearchParams({ text }).toString(),
  'in JSON': (text) => JSON.stringify(text).slice(1, -1),
  'in JSON, escaped throughout': (text) =>
    Array.from(
      { length: text.length },
      (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  'in HTML': (text) => text.replace(/[&<>"'+=/]/g, (character) => `&#${character.charCodeAt(0)};`),
  'in HTML, by name': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in base64, percent-encoded': (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
  'in base64 twice': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  'in hexadecimal digits': (text) => Buffer.from(text).toString('hex'),
  'in hexadecimal digits, apart': (text) => [...Buffer.from(text)].map(hexOf).join(' '),
  'in hexadecimal digits, apart by colons': (text) => [...Buffer.from(text)].map(hexOf).join(':'),
  'in hexadecimal numbers': (text) => [...Buffer.from(text)].map((byte) => `0x${hexOf(byte)}`).join(', '),
  'as a list of bytes': (text) => JSON.stringify(Buffer.from(text).toJSON()),
  'in octal escapes': (text) =>
    [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  'as e-mails escape': (text) =>
    [...Buffer.from(text)].map((byte) => `=${hexOf(byte).toUpperCase()}`).join(''),
  'as old browsers escape': (text) =>
    Array.from(
      { length: text.length },
      (_, at) => `%u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  'in escapes with braces': (text) =>
    Array.from({ length: text.length }, (_, at) => `\\u{${text.charCodeAt(at).toString(16)}}`).join(''),
  'in base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  'in small letters': (text) => text.toLowerCase(),
};

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** Where it shows it. */
export const places: Readonly<Record<string, (shown: string, status: number) => Step>> = {
  'an error in JSON': (shown, status) =>
    answer(status, JSON.stringify({ errors: { base: [shown] } }), 'application/json'),
  'an error in XML': (shown, status) =>
    answer(
      status,
      `<errors><error>${shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</error></errors>`,
      'application/xml',
    ),
  'the title of a web page': (shown, status) =>
    answer(status, `<html><title>${shown}</title></html>`, 'text/html'),
  'plain text': (shown, status) => answer(status, shown, 'text/plain'),
  'JSON that is cut': (shown, status) => answer(status, `{"echo":"${shown}`, 'application/json'),
  'another kind of JSON': (shown, status) =>
    answer(status, JSON.stringify({ echo: shown }), 'application/json'),
  'the place of a redirect': (shown) => (response) => {
    response.writeHead(302, { location: `https://elsewhere.invalid/${encodeURIComponent(shown)}` }).end();
  },
  'the encoding of the content': (shown) => (response) => {
    response.writeHead(200, { 'content-encoding': shown.replace(/[^\x21-\x7e]/g, '_') }).end('[]');
  },
};

function answer(status: number, body: string, type: string): Step {
  return (response) => void response.writeHead(status, { 'content-type': type }).end(body);
}

/** What a request carries. */
export function carried({ headers, body, url }: Arrived): string {
  return [headers.authorization, headers['x-coupa-api-key'], headers['x-cso-api-key'], body, url].join(' ');
}
