import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFaultOf } from '../../../src/core/json-fault.ts';
import { TextFault, parseJson, plainWords } from '../../../src/core/plain-fault.ts';
import { AppError } from '../../../src/shared/result.ts';

const messageOf = (text: string): string => {
  try {
    parseJson(text);
  } catch (thrown) {
    return thrown instanceof TextFault ? thrown.message : `not a TextFault: ${String(thrown)}`;
  }
  return 'nothing thrown';
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('JSON that is none', () => {
  test.each([
    ['', 'line 1: expected a value, got an empty file'],
    ['{\n  "a": 1,\n}', 'line 3: expected a key in double quotes, got "}"'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3: expected "," or "}", got "b"'],
    ['{"a": 1]', 'line 1: expected "," or "}", got "]"'],
    ['[1 2]', 'line 1: expected "," or "]", got "2"'],
    ['[1,]', 'line 1: expected a value, got "]"'],
    ['[}', 'line 1: expected a value or "]", got "}"'],
    ["{'a': 1}", 'line 1: expected a key in double quotes or "}", got "\'"'],
    ['{a: 1}', 'line 1: expected a key in double quotes or "}", got "a"'],
    ['{"a" 1}', 'line 1: expected ":", got "1"'],
    ['{"a": True}', 'line 1: expected a value, got "True"'],
    ['{"a": 01}', 'line 1: expected a value, got "01"'],
    ['{"interval": 30s}', 'line 1: expected a value, got "30s"'],
    ['{"a": "x\n}', 'line 1: expected a closing double quote, got the end of the line'],
    ['{"a": "x', 'line 1: expected a closing double quote, got the end of the file'],
    ['{"a": "\\x"}', String.raw`line 1: expected an escape such as \n or \", got "\\x"`],
    ['{"a": "\t"}', 'line 1: expected a closing double quote, got a control character'],
    ['{"a": 1', 'line 1: expected "," or "}", got the end of the file'],
    ['{} // done', 'line 1: expected the end of the file, got "/"'],
    ['\uFEFF{}', 'line 1: expected a value, got a byte order mark'],
    ['# comment\n{}', 'line 1: expected a value, got "#"'],
  ])('%j', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  test('what is JSON is read as ever', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('finds a fault just where JSON.parse does: in every text, and in JSON with a piece torn out or put in', () => {
    const torn = fc.tuple(fc.json(), fc.nat(200), fc.nat(3), fc.constantFrom('', ',', '"', '}', '[', '\\', '1', '-', 'e', '\n', '.'));
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'{}[]",:\\01.-+eEtrufalsn \n'.split('')) }),
      torn.map(([json, at, count, piece]) => json.slice(0, at) + piece + json.slice(at + count)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(jsonFaultOf(text) === null, text).toBe(isJson(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('a hundred thousand levels are not too deep, and a megabyte of text not too long', () => {
    expect(messageOf('['.repeat(100_000))).toBe('line 1: expected a value or "]", got the end of the file');
    expect(messageOf(`"${'x'.repeat(1_000_000)}`)).toBe('line 1: expected a closing double quote, got the end of the file');
  });
});

describe('in plain words', () => {
  test('a failure of the system, without code, call and path', () => {
    for (const [path, words] of [
      ['/nonexistent/file', 'nothing there'],
      ['/etc/passwd/file', 'a file where a folder should be'],
      ['/etc', 'a folder'],
    ] as const) {
      try {
        readFileSync(path);
        expect.unreachable();
      } catch (thrown) {
        expect(plainWords(thrown)).toBe(words);
      }
    }
  });

  test('our own errors say it themselves; of others the first line', () => {
    expect(plainWords(new AppError('too-large', 'expected at most 10 bytes, got more'))).toBe('expected at most 10 bytes, got more');
    expect(plainWords(new Error('one\ntwo'))).toBe('one');
    expect(plainWords('text')).toBe('text');
  });
});
