/**
 * That a disk is full, among the errors of disks.
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";

/** Whether an error says that a disk, or what one may use of it, is full. */
export function isFull(error: unknown): boolean {
  return /ENOSPC|EDQUOT|EFBIG|os error (27|28|122)\b/.test(messageOf(error));
}

/** How that is told, as it reads after a colon. */
export const FULL_DISK = "no space is left on its disk";
