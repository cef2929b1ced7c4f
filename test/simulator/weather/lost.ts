import type { ServerResponse } from 'node:http';
import { html } from '../http/answers';
import { reset, send } from '../http/send';
import type { WeatherRule } from './weather';

/** How an answer is lost, and of which requests. */
export type LostAnswer = Omit<WeatherRule, 'kind'>;

/** Whether a request's answer is lost, whatever became of the request. */
export function isLost(rule: WeatherRule): boolean {
  return rule.kind === 'answer-lost';
}

const titles: Readonly<Record<string, string>> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Gives something else in place of the answer; with `silence` the connection stays open and nothing comes. */
export function lose(response: ServerResponse, { as = 'reset' }: WeatherRule, now: number): void {
  if (as === 'silence') return;
  if (as === 'reset') reset(response);
  else send(response, html(Number(as), titles[as] ?? 'Error'), undefined, now);
}
