/**
 * Asks Node-RED's runtime, with the editor's own credentials, address and language.
 *
 * @returns {Promise<any>} its JSON
 * @throws {Error} with `status` when there is none, and `isForbidden` when this user may not ask
 */
export function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    $.ajax({
      method,
      url: `coupa/${path}`,
      dataType: 'json',
      // Not the browser's: a user can choose another one in the editor's settings.
      headers: { 'accept-language': RED.i18n.lang() },
      ...(body && { contentType: 'application/json; charset=utf-8', data: JSON.stringify(body) }),
    }).then(resolve, (answer) => {
      const { status, statusText } = answer;
      // Node-RED answers 401 also to a user who is signed in and lacks the permission.
      const isForbidden = status === 401 || status === 403;
      reject(Object.assign(new Error(statusText || 'error'), { status, isForbidden }));
    });
  });
}

/**
 * Asks like `ask`, but only the last question gets an answer: an earlier one that comes late is dropped; after `drop`, that one
 * too.
 */
export function lastAnswer(answered) {
  let last = 0;
  const asked = async (asking) => {
    const mine = ++last;
    const result = await asking().catch((error) => ({ failure: error }));
    if (mine === last) answered(result);
  };
  const drop = () => {
    last += 1;
  };
  return Object.assign(asked, { drop });
}

let catalogue;

/** Every resource that is known; empty where the runtime does not tell. */
export function loadResources() {
  catalogue ??= ask('GET', 'resources').then(
    (answer) => answer.resources ?? [],
    () => {
      catalogue = undefined;
      return [];
    },
  );
  return catalogue;
}

/** Name of the resource that a misspelt one most likely meant, if there is one. */
export function nearestName(name) {
  return ask('GET', `attributes?resource=${encodeURIComponent(name)}`).then(
    ({ meant }) => meant,
    () => undefined,
  );
}

/** Finds a resource as the runtime does: case, hyphens and underscores do not matter. */
export function findResource(resources, name) {
  const plain = (text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/[-_\s]/g, '');
  return resources.find((resource) => plain(resource.name) === plain(String(name ?? '')));
}
