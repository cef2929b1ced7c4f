import operations from './operations.json';

/** What Coupa's release 39 can be asked to change at one path. */
export interface Operation {
  /** The path below `/api/` with `{}` for each id: `invoices/{}/submit`. */
  pattern: string;
  verbs: readonly string[];
  /** The type of the body and of the answer; `undefined` for files and for what is only deleted. */
  type?: string;
}

/**
 * Finds the operation at a path below `/api/`; a name goes before an id: `requisitions/submit_for_approval` is none with
 * the id `submit_for_approval`. `operations.json` was compiled from Coupa's Swagger files of release 39.
 */
export function operationAt(path: string): Operation | undefined {
  let node: Node | undefined = root;
  for (const segment of path.split('/')) {
    node = node.children.get(segment) ?? node.children.get('{}');
    if (!node) return undefined;
  }
  return node.operation;
}

/** The operation with exactly that pattern. */
export function operationOf(pattern: string): Operation | undefined {
  return byPattern.get(pattern);
}

/** Every pattern there is. */
export function patterns(): string[] {
  return [...byPattern.keys()];
}

/**
 * What Coupa's documentation describes and its Swagger files lack. Both ways to submit a new requisition are there, and
 * PUT beside POST where one of Coupa's two orchestration documents says so.
 */
const documentedOnly: Readonly<Record<string, string>> = {
  charges: 'POST',
  'charges/{}': 'PUT PATCH',
  'coupa_pay/statements/{}': 'PUT PATCH',
  'data_file_sources/load_files': 'POST DataFileSource',
  'integration_errors/create_alert': 'POST PUT IntegrationError',
  integration_history_records: 'POST PUT IntegrationHistoryRecord',
  invoices: 'POST InvoiceHeader',
  'quote_requests/{}/attachments': 'POST',
  'quote_requests/{}/attachments/{}': 'DELETE',
  'requisitions/new/submit_for_approval': 'POST RequisitionHeader',
  'requisitions/schedule_issuance': 'POST RequisitionHeader',
};

interface Node {
  children: Map<string, Node>;
  operation?: Operation;
}

const root: Node = { children: new Map() };
const byPattern = new Map<string, Operation>();
for (const [pattern, text] of Object.entries({ ...operations, ...documentedOnly })) plant(pattern, text);

function plant(pattern: string, text: string): void {
  const words = text.split(' ');
  const verbs = words.filter((word) => word === word.toUpperCase());
  const operation = { pattern, verbs, type: words.find((word) => word !== word.toUpperCase()) };
  byPattern.set(pattern, operation);
  let node = root;
  for (const segment of pattern.split('/')) {
    const next: Node = node.children.get(segment) ?? { children: new Map() };
    node.children.set(segment, next);
    node = next;
  }
  node.operation = operation;
}
