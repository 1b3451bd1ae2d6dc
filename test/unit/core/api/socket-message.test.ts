import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDeeperThan, parseMessage } from '../../../../src/core/api/socket-message.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner))) : 0;

describe('a request over a WebSocket', () => {
  test('is id, command and input', () => {
    expect(parseMessage('{"id":7,"command":"getInfo","input":{}}')).toEqual({ id: 7, command: 'getInfo', input: {} });
    expect(parseMessage('{"id":0,"command":"x"}')).toEqual({ id: 0, command: 'x', input: undefined });
  });

  test.each([
    ['', /expected a JSON message/],
    ['[]', /expected a JSON object/],
    ['null', /expected a JSON object/],
    ['"text"', /expected a JSON object/],
    ['{"command":"getInfo"}', /^id: expected a whole number/],
    ['{"id":"1","command":"getInfo"}', /^id: expected a whole number/],
    ['{"id":-1,"command":"getInfo"}', /^id: expected a whole number/],
    ['{"id":1.5,"command":"getInfo"}', /^id: expected a whole number/],
    ['{"id":1e300,"command":"getInfo"}', /^id: expected a whole number/],
  ])('%s has no id to answer to', (text, fault) => {
    expect(parseMessage(text)).toEqual({ id: null, fault: expect.stringMatching(fault) });
  });

  test.each([
    ['{"id":1}', /^command: expected a name/],
    ['{"id":1,"command":5}', /^command: expected a name/],
    [`{"id":1,"command":"${'x'.repeat(65)}"}`, /^command: expected a name of at most 64/],
    ['{"id":1,"command":"getInfo","result":1}', /got "result"$/],
  ])('%s is answered with what is wrong', (text, fault) => {
    expect(parseMessage(text)).toEqual({ id: 1, fault: expect.stringMatching(fault) });
  });

  test('half a million brackets are refused before anything is built of them', () => {
    expect(parseMessage('['.repeat(500_000))).toEqual({ id: null, fault: expect.stringContaining('at most 32 levels') });
    expect(parseMessage(`{"id":1,"command":"x","input":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`)).toMatchObject({ id: null });
  });

  test('brackets inside text do not count', () => {
    const input = '[{'.repeat(100);
    expect(parseMessage(JSON.stringify({ id: 1, command: 'x', input }))).toEqual({ id: 1, command: 'x', input });
  });

  test('the depth of the text is the depth of the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.integer({ min: 0, max: 10 }), (value, limit) => {
        expect(isDeeperThan(JSON.stringify(value), limit)).toBe(depthOf(value) > limit);
      }),
      { numRuns: 500 },
    );
  });

  test('any text gives a request or a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const parsed = parseMessage(text);
        expect('fault' in parsed ? typeof parsed.fault : typeof parsed.command).toBe('string');
      }),
      { numRuns: 1_000 },
    );
  });
});
