import { plainName } from '../../../lib/base/text/plain-name';
import type { Attribute } from '../../../lib/catalogue/members/attribute';
import type { Resource } from '../../../lib/catalogue/resources';
import { AskFailed, ask } from './ask';

let catalogue: Promise<readonly Resource[]> | undefined;
let loaded: readonly Resource[] = [];

/** The resources that are known so far: none before they were loaded. */
export function resourcesSoFar(): readonly Resource[] {
  return loaded;
}

/** Every resource that is known; empty where the runtime does not tell. */
export function loadResources(): Promise<readonly Resource[]> {
  catalogue ??= answerOr(ask({ path: 'resources' }), undefined).then((answer) => {
    if (answer === undefined || answer.error) catalogue = undefined;
    else loaded = answer.resources;
    return loaded;
  });
  return catalogue;
}

/** Finds a resource as the runtime does: case, hyphens and underscores do not matter. */
export function findResource(resources: readonly Resource[], name: string): Resource | undefined {
  return resources.find((resource) => plainName(resource.name) === plainName(name));
}

/** Name of the resource that a misspelt one most likely meant, if there is one. */
export async function nearestName(name: string): Promise<string | undefined> {
  const answer = await loadAttributes(name);
  return answer?.meant;
}

/** The attributes of a resource's records; none where they are not known. */
export async function attributesOf({ name, exported }: Resource): Promise<Attribute[]> {
  const found = (await loadAttributes(name))?.attributes ?? [];
  const lacksFlag = exported && !found.some((one) => one.name === 'exported');
  return lacksFlag && found.length > 0 ? [...found, { name: 'exported', kind: 'flag' }] : found;
}

async function loadAttributes(name: string) {
  const question = { path: 'attributes', more: `?resource=${encodeURIComponent(name)}` } as const;
  const answer = await answerOr(ask(question), undefined);
  return answer === undefined || answer.error ? undefined : answer;
}

/** An answer, or something else where there is none. */
export async function answerOr<Answer, Other>(asked: Promise<Answer>, other: Other): Promise<Answer | Other> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AskFailed) return other;
    throw error;
  }
}
