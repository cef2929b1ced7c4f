import { referredTo } from './swagger.mjs';

/** Verbs that write, the one to be used first: PATCH does what PUT does, and four paths have nothing else. */
const writing = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Ends like a record of a list, and is an action: its id is that of the attendee. */
const actionWithId = /\/(?:un)?assign_attendee\/\{[^/]+\}$/;

/**
 * Sorts the write operations of Coupa's Swagger files by the list that they belong to.
 *
 * @param {ReturnType<import('./swagger.mjs').readSwaggerFiles>} swagger
 * @returns {Record<string, Record<string, string | Record<string, string>>>} by path of the list; see `lib/catalogue/write-facts.ts`
 */
export function writeOperations({ paths }) {
  const lists = listsIn(paths);
  const owners = ownersAmong(lists, paths);
  const table = {};
  for (const [path, verbs] of [...paths].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const methods = writing.filter((method) => verbs[method.toLowerCase()] !== undefined);
    for (const { list, kind, action, uses } of methods.length === 0
      ? []
      : sort(path, verbs, methods, owners)) {
      table[list] ??= {};
      if (action === undefined) table[list][kind] = uses.join(' ');
      else table[list][kind] = { ...table[list][kind], [action]: uses.join(' ') };
      const body = bodyOf(verbs, uses);
      if ((kind === 'create' || kind === 'update') && body !== undefined) table[list].record ??= body;
    }
  }
  for (const list of lists) {
    const record = referredTo(paths.get(list)?.get?.responses?.['200']?.schema);
    table[list] ??= {};
    if (record !== undefined) table[list].record ??= record;
  }
  return Object.fromEntries(
    Object.keys(table)
      .sort()
      .map((list) => [list, recordFirst(table[list])]),
  );
}

/** What a list consists of before what can be done to it. */
function recordFirst({ record, ...operations }) {
  return record === undefined ? operations : { record, ...operations };
}

/** Paths that are lists: they can be listed, or their records can be changed, or they only ever grow. */
function listsIn(paths) {
  const lists = new Set();
  for (const [path, { get, post, put, delete: remove }] of paths) {
    if (get?.responses?.['200']?.schema?.type === 'array') lists.add(path);
    if (/\/\{[^/]+\}$/.test(path) && (put ?? remove) && !actionWithId.test(path)) lists.add(parentOf(path));
    if (post && !path.includes('/')) lists.add(path);
  }
  return new Set([...lists].filter((path) => !/\/(?:attachments|comments)$/.test(path)));
}

/** Lists whose records are written. What `contracts/{contract_id}/business_groups` lists is not: adding one is an action on the contract. */
function ownersAmong(lists, paths) {
  const written = (list) =>
    [...paths].some(
      ([path, { post, put, delete: remove }]) =>
        (path === list && post) || (parentOf(path) === list && /\}$/.test(path) && (put ?? remove)),
    );
  return new Set([...lists].filter((list) => !list.includes('{') || written(list)));
}

function sort(path, verbs, methods, lists) {
  const isFile = (method) =>
    verbs[method.toLowerCase()].parameters?.some(
      ({ in: place, name }) => place === 'formData' && name === 'file',
    );
  if (path === 'attachments') return [{ list: path, kind: 'attach', uses: methods }];
  if (path === 'attachments/{id}') return [{ list: 'attachments', kind: 'detach', uses: methods }];
  const under = /^(.+)\/\{[^/]+\}\/(attachments|comments)(\/\{[^/]+\})?$/.exec(path);
  if (under !== null) {
    const kind = under[2] === 'comments' ? 'comment' : under[3] === undefined ? 'attach' : 'detach';
    return [{ list: under[1], kind, uses: methods }];
  }
  if (lists.has(path)) return [{ list: path, kind: 'create', uses: methods }];
  if (/\/\{[^/]+\}$/.test(path) && !actionWithId.test(path)) {
    const list = parentOf(path);
    const updates = methods.filter((method) => method !== 'DELETE');
    return [
      { list, kind: 'update', uses: updates },
      { list, kind: 'delete', uses: methods.filter((method) => method === 'DELETE') },
    ].filter(({ uses }) => uses.length > 0);
  }
  const { list, action, ofRecord } = actionAt(path, lists);
  const files = methods.filter(isFile);
  const others = methods.filter((method) => !isFile(method));
  return [
    { list, kind: 'files', action, uses: files },
    { list, kind: ofRecord ? 'actions' : 'listActions', action, uses: others },
  ].filter(({ uses }) => uses.length > 0);
}

/** The longest list before the action; where there is none, what comes before the first id, or before the last part. */
function actionAt(path, lists) {
  const parts = path.split('/');
  const listEnds = parts.map((_, index) => index).filter((end) => lists.has(parts.slice(0, end).join('/')));
  const firstId = parts.findIndex((part) => part.startsWith('{'));
  const end = listEnds.at(-1) ?? (firstId > 0 ? firstId : parts.length - 1);
  const ofRecord = parts[end]?.startsWith('{') ?? false;
  return {
    list: parts.slice(0, end).join('/'),
    action: parts.slice(ofRecord ? end + 1 : end).join('/'),
    ofRecord,
  };
}

function bodyOf(verbs, uses) {
  const { parameters = [] } = verbs[uses[0].toLowerCase()];
  return referredTo(parameters.find(({ in: place }) => place === 'body')?.schema);
}

function parentOf(path) {
  return path.replace(/\/[^/]+$/, '');
}
