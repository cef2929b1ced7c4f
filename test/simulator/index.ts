/**
 * The simulated Coupa tenant: a real HTTP server on 127.0.0.1 that reads and writes as Coupa's Core API does.
 *
 * ```ts
 * const tenant = await Tenant.start({ rateLimit: false, scopes: everyScope() });
 * tenant.resource('suppliers').create({ number: 'S-1', name: 'Acme' });   // by the test, made up where nothing is said
 * …                                                                       // POST, PUT, PATCH, DELETE by what is tested
 * tenant.records('suppliers');                                            // what it holds now, by ascending id
 * tenant.writes;                                                          // what was carried out, in order
 * await tenant.close();
 * ```
 *
 * **What is held.** `records(name)` are whole records, hyphenated, nothing hidden; names are paths below `/api/`, those of
 * children with the parent's id in them (`invoices/17/comments`). `resource(name)` is the collection itself: create,
 * update, delete and look up without HTTP. Records that were created through the API are empty but for what was sent and
 * what the server fills in (`schemas/` knows the members by release 39).
 *
 * **What was done.** `writes` has an entry per write that was carried out: `kind`, `method`, `path`, `resource`, `id`,
 * `action`, `at`, and `told`: whether its whole answer went out. The same entry is `write` of the request in `requests`,
 * which has all of them, refused ones too, with status and body.
 *
 * **What goes wrong.** `weather({ kind, path, method, nth, times, every })` for single requests. For writes
 * `loseAnswer({ carriedOut, as, after, path, method, nth, times })`: `carriedOut: true` (the default) carries the write
 * out and loses its answer, `false` loses the request, `'later'` carries it out after so many more requests (`after`), or
 * at `settleLate()`; `as` says what comes instead (`reset`, `500`, `502`, `503`, `504`, `silence`).
 *
 * **Files.** Attachments and scans are taken as forms, read piece by piece; `files.get('invoices/17/image_scan')` has name,
 * type, size and digest, and the content up to 1 MiB. `files.put(place, { filename, contentType, content })` lays one
 * there for downloads; a number as its content makes that many bytes without holding them. `parts` of a request in
 * `requests` are the form as it came.
 *
 * **What is open.** Where Coupa's documentation contradicts itself or says nothing, `readings` (an option of `start`, and
 * a property that may be changed at any time) chooses; `writes/readings.ts` lists them with their reasons.
 *
 * **What is set up.** References (`currency: { code: 'EUR' }`) find the test's own records first, then what every tenant
 * has (`writes/set-up.ts`: currencies, countries, units, payment terms, roles …). Suppliers, users, items and accounts
 * have to be created before they are referred to.
 *
 * @module
 */

export type { Part } from './files/multipart';
export type { FileStore, GivenFile, StoredFile } from './files/store';
export * from './tenant';
export type { Alert } from './writes/context';
export type { CarriedOut, WriteKind } from './writes/log';
export { defaultReadings, type Readings } from './writes/readings';
export { everyScope } from './writes/scopes';
