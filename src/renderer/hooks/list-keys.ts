import type { KeyboardEvent } from 'react';

/** Escape inside something that is open closes it; the focus goes back to what opened it. For `onKeyDown` of the element around both. */
export function closingAtEscape(isOpen: boolean, close: () => void): (key: KeyboardEvent<HTMLElement>) => void {
  return (key) => {
    // One that was open inside this one has taken it already.
    if (key.key !== 'Escape' || !isOpen || key.defaultPrevented) return;
    key.preventDefault();
    close();
    key.currentTarget.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  };
}

/**
 * Arrow keys in a list of buttons that open something: up and down move the focus, right opens, left closes. For `onKeyDown` of the list;
 * its stops are marked with `data-stop`.
 */
export function onListKey(key: KeyboardEvent<HTMLElement>): void {
  const stops = [...key.currentTarget.querySelectorAll<HTMLElement>('[data-stop]')];
  const index = stops.findIndex((stop) => stop === document.activeElement);
  const here = stops[index];
  if (here === undefined) return;
  const target = { ArrowDown: stops[index + 1], ArrowUp: stops[index - 1], Home: stops[0], End: stops.at(-1) }[key.key];
  const expanded = here.getAttribute('aria-expanded');
  if (target !== undefined) target.focus();
  else if (key.key === 'ArrowRight' && expanded === 'false') here.click();
  else if (key.key === 'ArrowLeft' && expanded === 'true') here.click();
  else return;
  key.preventDefault();
}
