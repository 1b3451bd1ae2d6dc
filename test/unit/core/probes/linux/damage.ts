import * as fc from 'fast-check';

const HUGE = ['18446744073709551615', '99999999999999999999999999', '9007199254740993', '-1', '1e400', 'NaN', '0x7f', '0.5', ''];

/** One way to spoil a file. */
export type Damage = (content: Buffer) => Buffer;

const position = fc.double({ min: 0, max: 1, noNaN: true });
const at = (content: Buffer, share: number): number => Math.min(content.length, Math.floor(share * (content.length + 1)));
function splice(content: Buffer, start: number, count: number, insert: Uint8Array): Buffer {
  return Buffer.concat([content.subarray(0, start), insert, content.subarray(start + count)]);
}

/** Cuts, foreign bytes, absurd numbers, repeated pieces, long runs of one byte, pure noise. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  position.map(
    (share): Damage =>
      (content) =>
        content.subarray(0, at(content, share)),
  ),
  position.map(
    (share): Damage =>
      (content) =>
        content.subarray(at(content, share)),
  ),
  fc.tuple(position, fc.uint8Array({ maxLength: 12 }), fc.nat(12)).map(
    ([share, bytes, count]): Damage =>
      (content) =>
        splice(content, at(content, share), count, bytes),
  ),
  fc.tuple(position, fc.constantFrom(...HUGE)).map(([share, text]): Damage => (content) => {
    // In the place of a number.
    const numbers = [...content.toString('latin1').matchAll(/\d+/g)];
    const number = numbers[Math.floor(share * Math.max(0, numbers.length - 1))];
    return number === undefined ? content : splice(content, number.index, number[0].length, Buffer.from(text));
  }),
  fc.tuple(position, position).map(([from, to]): Damage => (content) => {
    // A piece of it once more, somewhere else.
    const piece = content.subarray(at(content, Math.min(from, to)), at(content, Math.max(from, to)));
    return splice(content, at(content, 1 - from), 0, piece);
  }),
  fc.tuple(position, fc.constantFrom(' ', '\t', '\n', '\0', ':', '=', '/', '-', '\\040', '\\777'), fc.integer({ min: 1, max: 400 })).map(
    ([share, text, times]): Damage =>
      (content) =>
        splice(content, at(content, share), 1, Buffer.from(text.repeat(times))),
  ),
  fc.uint8Array({ maxLength: 200 }).map(
    (bytes): Damage =>
      () =>
        Buffer.from(bytes),
  ),
  fc.integer({ min: 2, max: 40 }).map(
    (times): Damage =>
      (content) =>
        Buffer.concat(Array.from({ length: times }, () => content)),
  ),
);

/** What is done to the files of a root: to some of them, several things one after the other; a null may not be read at all. */
export const spoiled = fc.array(
  fc.record({
    file: fc.nat(),
    damages: fc.oneof({ weight: 9, arbitrary: fc.array(damage, { minLength: 1, maxLength: 3 }) }, fc.constant(null)),
  }),
  { minLength: 1, maxLength: 4 },
);
