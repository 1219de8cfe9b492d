/** Puts the server's transcript and this tab's richer record of the same turns together. */

import type { TurnRecord } from "./memory";
import type { Message } from "./types";

export type Entry = { message: Message } | { turn: TurnRecord };

/**
 * Turns that this tab has followed to the end stand in for their messages, because they have cards;
 * a turn that is still open is left out here, and so is what the transcript already holds of it.
 */
export function merge(messages: Message[], turns: TurnRecord[]): Entry[] {
  const groups = byTurn(messages);
  const before = new Map<number, TurnRecord[]>();
  let place = 0;
  for (const turn of turns) {
    const found = groups.findIndex((group, index) => index >= place && holds(group, turn));
    const spot = found >= 0 ? found : place;
    if (found >= 0) {
      groups[found] = [];
      place = found + 1;
    }
    if (turn.turnId !== null) before.set(spot, [...(before.get(spot) ?? []), turn]);
  }
  const entries: Entry[] = [];
  for (let index = 0; index <= groups.length; index += 1) {
    entries.push(...(before.get(index) ?? []).map((turn) => ({ turn })));
    entries.push(...(groups[index] ?? []).map((message) => ({ message })));
  }
  return entries;
}

/** The turn's own id is known at its end only; until then its text has to do. */
function holds(group: Message[], turn: TurnRecord): boolean {
  if (turn.turnId) return group[0]?.turn_id === turn.turnId;
  return group[0]?.role === "shopper" && group[0].text === turn.request.text;
}

function byTurn(messages: Message[]): Message[][] {
  const groups: Message[][] = [];
  for (const message of messages) {
    const last = groups[groups.length - 1];
    if (last && message.turn_id && last[0]?.turn_id === message.turn_id) last.push(message);
    else groups.push([message]);
  }
  return groups;
}
