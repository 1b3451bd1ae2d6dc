import type { IpcMainInvokeEvent } from 'electron';
import { APP_ORIGIN, isAppUrl } from '../security/origin.ts';

/** What is looked at of an event: who sent it, and from which frame. */
export interface Sender {
  readonly sender: { readonly id: number };
  readonly senderFrame: Pick<NonNullable<IpcMainInvokeEvent['senderFrame']>, 'url' | 'origin' | 'parent'> | null;
}

/** Why a call is not answered, or null when it comes from the main frame of a page of ours. `isOurs` knows our windows' webContents ids. */
export function senderFault(event: Sender, isOurs: (webContentsId: number) => boolean): string | null {
  const frame = event.senderFrame;
  if (!isOurs(event.sender.id)) return 'not a window of ours';
  // Null when the frame has navigated or gone since it sent.
  if (frame === null) return 'its frame is gone';
  if (frame.parent !== null) return 'not the main frame';
  if (frame.origin !== APP_ORIGIN) return 'another origin';
  // A frame on about:blank keeps the origin of who made it.
  return isAppUrl(frame.url) ? null : 'another address';
}
