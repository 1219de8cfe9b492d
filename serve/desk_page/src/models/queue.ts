/** The queue: every case that this agent has been told of, and which list each belongs to just now. */

import type { Api, List } from "../api";
import { Emitter } from "../emitter";
import type { CaseRow } from "../types";

export const LISTS: readonly List[] = ["waiting", "mine", "claimed", "solved"];

/** A row with the moment it was told, from which its waiting time goes on. */
export interface Known extends CaseRow {
  toldAt: number;
}

interface ListState {
  next: string | null;
  status: "new" | "loading" | "ready" | "failed";
  error: unknown;
  /** Asked for again while an answer was on its way, which may be too old. */
  stale: boolean;
  /** Cases of which news came while an answer was on its way: the answer may be older than the news. */
  heard: Set<string>;
}

export class QueueModel extends Emitter<"rows" | "lists"> {
  list: List = "waiting";
  readonly #api: Api;
  readonly #agentId: string;
  readonly #rows = new Map<string, Known>();
  readonly #lists: Record<List, ListState>;
  /** Cases in which the shopper has said something since this agent last looked. */
  readonly #unread = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #people = new Map<string, string[]>();
  #open: string | null = null;
  arrived: (row: CaseRow) => void = () => undefined;
  answered: (row: CaseRow) => void = () => undefined;

  constructor(api: Api, agentId: string) {
    super();
    this.#api = api;
    this.#agentId = agentId;
    const fresh = (): ListState => ({ next: null, status: "new", error: null, stale: false, heard: new Set() });
    this.#lists = { waiting: fresh(), mine: fresh(), claimed: fresh(), solved: fresh() };
  }

  state(list: List): ListState {
    return this.#lists[list];
  }

  rows(list: List): Known[] {
    return [...this.#rows.values()].filter((row) => this.listOf(row) === list).sort(ORDER[list]);
  }

  row(id: string): Known | null {
    return this.#rows.get(id) ?? null;
  }

  /** Who has a case open just now, as far as this page has heard. */
  people(id: string): string[] {
    return this.#people.get(id) ?? [];
  }

  setPeople(id: string, names: string[]): void {
    this.#people.set(id, names);
    this.emit("rows");
  }

  unread(id: string): boolean {
    return this.#unread.has(id);
  }

  /** The list that a case is in, or null when it is in none any more. */
  listOf(row: CaseRow): List | null {
    if (row.state === "solved" || row.state === "waiting") return row.state;
    if (row.state !== "claimed") return null;
    return row.assigned_to?.id === this.#agentId ? "mine" : "claimed";
  }

  choose(list: List): void {
    this.list = list;
    if (this.#lists[list].status === "new" || this.#lists[list].status === "failed") void this.load(list);
    this.emit("lists");
  }

  opened(id: string | null): void {
    this.#open = id;
    if (id) this.#unread.delete(id);
    this.emit("rows");
  }

  /** Reads the beginning of a list anew, or goes on with it. */
  async load(list: List, more = false): Promise<void> {
    const state = this.#lists[list];
    if (state.status === "loading") {
      state.stale = true;
      return;
    }
    Object.assign(state, { status: "loading", stale: false, heard: new Set() });
    this.emit("lists");
    try {
      const answer = await this.#api.cases(list, more ? state.next : null);
      const told = new Set([...answer.cases.map((row) => row.id), ...state.heard]);
      if (!more) for (const row of this.rows(list)) if (!told.has(row.id)) this.#rows.delete(row.id);
      for (const row of answer.cases) {
        if (!state.heard.has(row.id)) this.#rows.set(row.id, { ...row, toldAt: Date.now() });
        this.#seen.add(row.id);
      }
      Object.assign(state, { next: answer.next, status: "ready", error: null });
    } catch (error) {
      Object.assign(state, { status: "failed", error });
    }
    this.emit("lists");
    this.emit("rows");
    if (state.stale) await this.load(list);
  }

  async reload(): Promise<void> {
    await Promise.all(
      LISTS.filter((list) => list !== "solved" || this.list === "solved").map((list) => this.load(list)),
    );
  }

  /** Takes news of a case in. */
  tell(row: CaseRow): void {
    const before = this.#rows.get(row.id);
    for (const list of LISTS) this.#lists[list].heard.add(row.id);
    if (row.state === "returned") this.#rows.delete(row.id);
    else this.#rows.set(row.id, { ...row, toldAt: Date.now() });
    const list = this.listOf(row);
    if (list === "waiting" && !this.#seen.has(row.id)) this.arrived(row);
    this.#seen.add(row.id);
    const spoke = row.last_message?.role === "shopper" && row.last_message.at !== before?.last_message?.at;
    if (list === "mine" && before && spoke && this.#open !== row.id) {
      this.#unread.add(row.id);
      this.answered(row);
    }
    this.emit("rows");
  }

  /** How many wait for this agent: cases that nobody has, and own ones with news. */
  get calling(): number {
    return this.rows("waiting").length + this.rows("mine").filter((row) => this.#unread.has(row.id)).length;
  }
}

/** Seconds that the shopper has waited by now. */
export function waitedSeconds(row: Known): number {
  return row.waiting_seconds + (Date.now() - row.toldAt) / 1000;
}

const said = (row: Known): string => row.last_message?.at ?? row.opened_at;
const byUrgency = (a: Known, b: Known): number => b.urgency - a.urgency || a.opened_at.localeCompare(b.opened_at);
const latestFirst = (a: Known, b: Known): number => said(b).localeCompare(said(a));
const shopperWaits = (row: Known): number => (row.last_message?.role === "shopper" ? 1 : 0);

const ORDER: Record<List, (a: Known, b: Known) => number> = {
  waiting: byUrgency,
  mine: (a, b) => shopperWaits(b) - shopperWaits(a) || b.urgency - a.urgency || said(a).localeCompare(said(b)),
  claimed: latestFirst,
  solved: latestFirst,
};
