import assert from 'node:assert/strict';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { serveWhenAsked } from '../../nodes/runtime/start/when-needed';

/** An Express that notes what is registered before a request comes, as it would go through it. */
class FakeExpress {
  readonly handlers: RequestHandler[] = [];

  use(_place: string, handler: RequestHandler): void {
    this.handlers.push(handler);
  }

  /** What comes of a request: what a handler answers, or where it ends. Only what was there when it came has a turn. */
  ask(method: string, path: string): unknown {
    let outcome: unknown = 'not found';
    const response = {
      json: (value: unknown) => {
        outcome = value;
      },
      sendStatus: (status: number) => {
        outcome = status;
      },
    } as unknown as Response;
    const request = { method, path, params: {} } as unknown as Request;
    const [...handlers] = this.handlers;
    const next: NextFunction = (error?: unknown) => {
      if (error !== undefined) outcome = error;
      else handlers.shift()?.(request, response, next);
    };
    next();
    return outcome;
  }
}

describe('What is served below /coupa/', () => {
  let express: FakeExpress;
  let loads: number;

  beforeEach(() => {
    express = new FakeExpress();
    loads = 0;
    const RED = { httpAdmin: express } as unknown as NodeAPI;
    const answerId: RequestHandler = (request, response) => void response.json(request.params['id']);
    const may: RequestHandler = (request, response, next) =>
      request.params['id'] === 'secret' ? response.sendStatus(401) : next();
    serveWhenAsked(RED, () => (served) => {
      loads += 1;
      served.httpAdmin.get('/coupa/history/:id', [may], answerId);
      served.httpAdmin.post('/coupa/history/:id', (_request, _response, next) => next('broken'));
    });
    serveWhenAsked(RED, () => (served) => {
      served.httpAdmin.get('/coupa/other', (_request, response) => void response.json('other'));
    });
  });

  it('is loaded with the first question, once, and answers that one already', () => {
    assert.equal(loads, 0);
    assert.equal(express.ask('GET', '/history/a%20b'), 'a b');
    assert.equal(express.ask('GET', '/history/c'), 'c');
    assert.equal(loads, 1);
    assert.equal(express.handlers.length, 2);
  });

  it('goes to whom it is for, whoever was asked before', () => {
    assert.equal(express.ask('GET', '/other'), 'other');
    assert.equal(express.ask('HEAD', '/other'), 'other');
    assert.equal(express.ask('POST', '/other'), 'not found');
    for (const path of ['/history', '/history/', '/history/a/b', '/none'])
      assert.equal(express.ask('GET', path), 'not found', path);
  });

  it('is refused before its handler where somebody may not ask, and hands errors on', () => {
    assert.equal(express.ask('GET', '/history/secret'), 401);
    assert.equal(express.ask('POST', '/history/a'), 'broken');
    assert.equal(express.ask('GET', '/history/%E0%A4%A'), 400);
  });
});
