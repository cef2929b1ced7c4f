import { ask } from '../../../editor/ask/ask';
import { answerOr } from '../../../editor/ask/catalogue';
import type { ConnectionFields } from '../../../editor/connection/connection-fields';

/** Whom to ask for the values of what. */
export interface ValuesQuestion {
  resource: string;
  attribute: string;
  connection: ConnectionFields;
}

/** The values that attributes have in a tenant, which alone knows how it spells them. Each is asked for once. */
export class TenantValues {
  private readonly asked = new Map<string, Promise<string[]>>();

  /** The values; none without an answer: then a value is typed as it always was. */
  of(question: ValuesQuestion): Promise<string[]> {
    const key = JSON.stringify(question);
    const known = this.asked.get(key) ?? valuesFor(question);
    this.asked.set(key, known);
    return known;
  }
}

async function valuesFor(body: ValuesQuestion): Promise<string[]> {
  const answer = await answerOr(ask({ path: 'values', body }), undefined);
  return answer === undefined || answer.error ? [] : answer.values;
}
