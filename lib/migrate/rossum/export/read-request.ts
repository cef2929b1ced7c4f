import type { Findings } from '../../../base/findings';
import { phrase } from '../../../base/text/phrase';
import { actionsOf } from '../../../catalogue/write-operations';
import { withoutSite } from '../../fields/read-site';
import { type BuiltValue, built, builtObject, type Expression, path } from '../../model/built-value';
import { asObject, asText, type OutsideObject } from '../../pasted/outside-value';
import type { Call } from './export-part';
import { isSmall } from './is-small';
import { fileMember, type Placeholders, readFilled } from './placeholders';
import { type Address, guessAddress, readAddress } from './read-address';

/** What a generation's request carries, read by its own rules. */
export interface Carried {
  /** Key of the template that is its body. */
  template?: string;
  /** A body that is written out. */
  body?: BuiltValue;
  /** Members of a form for an attachment or a file. */
  file?: BuiltValue;
  /** Whether it is one with the content of a file, and not a link. */
  hasContent?: boolean;
}

/** A request of a hook, in the words of all generations. */
export interface ReadRequest {
  name: string;
  url: string;
  method: string;
  carried: Carried;
  /** Names that say what it is for, where its address does not. */
  names: string;
  placeholders: Placeholders;
  /** The site of the connection; `""`: not known. */
  siteAddress: string;
}

/** Makes a call of a request; `undefined` with a finding where no node does it. */
export function readRequest(request: ReadRequest, findings: Findings): Call | undefined {
  const { name, method, carried } = request;
  const address = addressOf(request, findings);
  if (address === undefined) return undefined;
  const { operation, id, file, action, resource, parameters } = address;
  const needsId = operation !== 'create' && operation !== 'list' && !isOfList(address);
  const whose: Expression | undefined = needsId ? idOf(id) : undefined;
  const payload = carried.file ?? bodyOf(carried, operation === 'action' ? whose : undefined);
  if (operation === 'attach' && carried.file === undefined) {
    findings.error(
      'call',
      phrase`This call of Rossum (${method}) attaches nothing that could be read; it was left out.`,
    );
    return undefined;
  }
  return {
    name,
    resource,
    operation,
    action,
    ...(whose !== undefined && { id: whose }),
    ...(payload !== undefined && { payload }),
    ...(file !== undefined && { file }),
    ...(parameters !== undefined && { parameters }),
    ...(carried.template !== undefined && { template: carried.template }),
    answers: [],
    stops: operation === 'create',
  };
}

/** An action without a record, such as `requisitions/submit_for_approval`. */
function isOfList({ resource, operation, action, id }: Address): boolean {
  if (operation !== 'action' || id !== undefined) return false;
  return actionsOf(resource).some((one) => one.action === action && !one.ofRecord);
}

/** The record that the address names, else the one that was created before. */
function idOf(id: Expression | undefined): Expression {
  const created = path('created');
  if (id === undefined) return created;
  return id.kind === 'constant' ? id : { kind: 'call', name: 'either', values: [id, created] };
}

function bodyOf({ body }: Carried, id: Expression | undefined): BuiltValue | undefined {
  if (body?.kind !== 'object' || id === undefined) return body;
  return { kind: 'object', members: [{ kind: 'member', key: 'id', value: built(id) }, ...body.members] };
}

function addressOf(request: ReadRequest, findings: Findings): Address | undefined {
  const { url, method, placeholders, siteAddress, carried, names } = request;
  const below = findings.under('url');
  // What follows the path may hold a secret.
  const shown = url.replace(/[?#].*$/s, '');
  const host = /^(?:https?:)?\/\/[^/?#]*/i.exec(url.slice(0, 500))?.[0];
  const isOwn = host === undefined || placeholderIn(host, placeholders);
  const own = isOwn ? url : withoutSite(url, siteAddress, below);
  if (own === undefined) return undefined;
  const read = readAddress(own, method, placeholders);
  if (read !== 'hidden' && read !== undefined) return read;
  const guessed =
    read === 'hidden'
      ? guessAddress(
          method,
          {
            template: carried.template !== undefined || carried.body !== undefined,
            file: carried.hasContent === true && carried.file !== undefined,
            attachment: carried.file !== undefined && carried.hasContent !== true,
          },
          names,
        )
      : undefined;
  if (guessed === undefined) {
    below.error(
      'call',
      phrase`This call of Rossum (${method}) is nothing that a node does by itself; it was left out.`,
      shown,
    );
    return undefined;
  }
  const what = [guessed.operation, guessed.action, guessed.file].filter(Boolean).join(' ');
  below.manual(
    'call',
    guessed.operation === 'action' && guessed.action === ''
      ? phrase`The address of this call stands in the document in Rossum: type the action into the node.`
      : phrase`The address of this call stands in the document in Rossum. It was read as ${what} of ${guessed.resource}: check the node.`,
    shown,
  );
  return guessed;
}

function placeholderIn(text: string, { pattern }: Placeholders): boolean {
  return text.search(pattern) >= 0;
}

/** A body that is written out where the call is: a form with a file, or JSON. */
export function readBody(content: unknown, placeholders: Placeholders, findings: Findings): Carried {
  if (content === undefined || content === null || content === '') return {};
  const form = readForm(content, placeholders);
  if (form !== undefined) return form;
  if (asObject(content) !== undefined && isSmall(content)) return { body: readFilled(content, placeholders) };
  findings.manual('call', phrase`The body of this call has no counterpart: write it into the function node.`);
  return {};
}

/**
 * The members of a form that puts up a file or a link: `file: [name, content, type]`, `attachment[url]`, `attachment[intent]`.
 *
 * @returns `undefined` for any other body
 */
function readForm(content: unknown, placeholders: Placeholders): Carried | undefined {
  const form = asObject(content);
  if (form === undefined) return undefined;
  const part = (name: string): unknown => form[`attachment[${name}]`];
  const file = part('file') ?? form['file'];
  const filled = (value: unknown) => (value === undefined ? undefined : readFilled(value, placeholders));
  const shared = { intent: filled(part('intent')) };
  if (file !== undefined) {
    const [name, data, type] = Array.isArray(file) ? file : [undefined, file];
    const value = builtObject({
      filename: filled(name),
      contentType: filled(type),
      data: filled(data),
      ...shared,
    });
    return { file: value, hasContent: true };
  }
  if (part('url') === undefined && part('text') === undefined) return undefined;
  const value = builtObject({ url: filled(part('url')), text: filled(part('text')), ...shared });
  return { file: value };
}

/** The document itself, as `msg.files.document` has it. */
export function documentFile(name: BuiltValue | undefined): BuiltValue {
  return builtObject({
    filename: name ?? built(fileMember('document', 'filename')),
    contentType: built(fileMember('document', 'contentType')),
    data: built(fileMember('document', 'data')),
    encoding: built(fileMember('document', 'encoding')),
  });
}

/** The method of a request; POST where it says none, as Rossum does. */
export function methodOf(request: OutsideObject): string {
  return (asText(request['method']) ?? 'POST').trim().toUpperCase().slice(0, 10);
}

/** A list of files, each with the members that one has. */
export function eachFile(list: string, one: BuiltValue): BuiltValue {
  const over = path('files', list);
  return {
    kind: 'array',
    elements: [{ kind: 'loop', over, depth: 1, each: [{ kind: 'element', value: one }], otherwise: [] }],
  };
}
