/** The queue: which cases there are, why, and how long each shopper has waited. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import { LISTS, waitedSeconds, type Known, type QueueModel } from "../models/queue";
import type { DraftStore } from "../storage";
import type { DeskContext } from "./context";
import { explain } from "./context";
import { avatar } from "./header";

const TICK_MS = 10_000;

export class QueueView {
  readonly element: HTMLElement;
  readonly #context: DeskContext;
  readonly #model: QueueModel;
  readonly #tabs = new Map<string, HTMLButtonElement>();
  readonly #list: HTMLUListElement;
  readonly #below: HTMLElement;
  readonly #shown = new Map<string, { item: HTMLLIElement; link: HTMLAnchorElement; key: string }>();
  readonly #drafts: DraftStore;
  readonly #again: () => void;
  #open: string | null = null;

  /** @param again called when the case that is open already is chosen again. */
  constructor(context: DeskContext, model: QueueModel, drafts: DraftStore, again: () => void, signal: AbortSignal) {
    const { texts } = context;
    this.#context = context;
    this.#model = model;
    this.#drafts = drafts;
    this.#again = again;
    for (const list of LISTS) {
      this.#tabs.set(
        list,
        h(
          "button",
          { type: "button", class: "tab", onclick: () => model.choose(list) },
          texts.lists[list],
          h("span", { class: "count" }),
        ),
      );
    }
    this.#list = h("ul", { class: "rows" });
    this.#below = h("div", { class: "below" });
    this.element = h(
      "nav",
      { class: "queue", "aria-label": texts.queue },
      h("h2", { class: "hidden" }, texts.queue),
      h("div", { class: "tabs", role: "group", "aria-label": texts.whichList }, ...this.#tabs.values()),
      h("div", { class: "rows-box" }, this.#list, this.#below),
    );
    model.on(() => this.#render());
    drafts.on(() => this.#render());
    const tick = window.setInterval(() => this.#tick(), TICK_MS);
    signal.addEventListener("abort", () => clearInterval(tick));
    this.#render();
  }

  set open(id: string | null) {
    this.#open = id;
    this.#render();
    if (id) this.#link(id)?.scrollIntoView({ block: "nearest" });
  }

  /** Puts the focus on the open case's row, or on the first. */
  focus(): void {
    const first = this.#model.rows(this.#model.list)[0];
    const link =
      (this.#open && this.#link(this.#open)) || (first && this.#link(first.id)) || this.#tabs.get(this.#model.list);
    link?.focus();
  }

  /** The case that many rows further down (or up), from the focused or open one on. */
  neighbour(step: number): string | null {
    const ids = this.#model.rows(this.#model.list).map((row) => row.id);
    const focused = this.#focused;
    const from = ids.indexOf(focused ?? this.#open ?? "");
    if (from < 0) return (step > 0 ? ids[0] : ids[ids.length - 1]) ?? null;
    return ids[Math.min(ids.length - 1, Math.max(0, from + step))] ?? null;
  }

  focusRow(id: string): void {
    this.#link(id)?.focus();
  }

  #link(id: string): HTMLAnchorElement | null {
    return this.#shown.get(id)?.link ?? null;
  }

  get #focused(): string | null {
    return [...this.#shown].find(([, { link }]) => link === document.activeElement)?.[0] ?? null;
  }

  #render(): void {
    const { texts } = this.#context;
    const model = this.#model;
    for (const [list, tab] of this.#tabs) {
      const state = model.state(list as (typeof LISTS)[number]);
      const count = model.rows(list as (typeof LISTS)[number]).length;
      tab.setAttribute("aria-pressed", String(list === model.list));
      tab.classList.toggle("has-news", list === "mine" && model.rows("mine").some((row) => model.unread(row.id)));
      tab.lastElementChild!.replaceChildren(
        state.status === "new" || list === "solved" ? "" : `${count}${state.next ? "+" : ""}`,
      );
    }
    const rows = model.rows(model.list);
    const focused = this.#focused;
    const items = rows.map((row) => this.#item(row));
    for (const [id, { item }] of this.#shown) if (!items.includes(item)) this.#shown.delete(id);
    if (
      items.length !== this.#list.children.length ||
      items.some((item, place) => item !== this.#list.children[place])
    ) {
      this.#list.replaceChildren(...items);
      if (focused) this.#link(focused)?.focus({ preventScroll: true });
    }
    this.#list.hidden = !rows.length;
    const state = model.state(model.list);
    const again = (more: boolean, words: string): HTMLElement =>
      h("button", { type: "button", class: "button", onclick: () => void model.load(model.list, more) }, words);
    if (state.status === "failed") {
      this.#below.replaceChildren(
        h(
          "div",
          { class: "empty trouble-box", role: "alert" },
          h("p", {}, explain(state.error, texts)),
          again(false, texts.tryAgain),
        ),
      );
    } else if (state.status !== "ready" && !rows.length) {
      this.#below.replaceChildren(
        h(
          "div",
          { class: "skeleton", "aria-label": texts.loading, role: "img" },
          ...Array.from({ length: 5 }, () => h("i")),
        ),
      );
    } else if (!rows.length) {
      const [title, hint] = texts.emptyLists[model.list];
      this.#below.replaceChildren(
        h(
          "div",
          { class: "empty" },
          icon(model.list === "waiting" ? "check" : "chat"),
          h("p", { class: "strong" }, title),
          h("p", { class: "muted" }, hint),
        ),
      );
    } else {
      this.#below.replaceChildren(state.next ? again(true, texts.more) : "");
    }
    this.#tick();
  }

  /** A row stays the same element while it says the same, so that a click in progress finds it still there. */
  #item(row: Known): HTMLLIElement {
    const { toldAt: _, waiting_seconds: __, ...told } = row;
    const key = JSON.stringify([
      told,
      this.#open === row.id,
      this.#model.unread(row.id),
      this.#model.people(row.id),
      this.#drafts.get(row.id) !== null,
    ]);
    const shown = this.#shown.get(row.id);
    if (shown?.key === key) return shown.item;
    const link = this.#row(row);
    const item = h("li", {}, link);
    this.#shown.set(row.id, { item, link, key });
    return item;
  }

  #row(row: Known): HTMLAnchorElement {
    const { texts, format, me } = this.#context;
    const people = this.#model.people(row.id).filter((one) => one !== me.agent.name);
    const name = row.shopper.name || texts.guest;
    const last = row.last_message?.text === row.title ? null : row.last_message;
    const unread = this.#model.unread(row.id);
    return h(
      "a",
      {
        class: `row urgency-${row.urgency}`,
        href: `#/cases/${encodeURIComponent(row.id)}`,
        "aria-current": this.#open === row.id ? "true" : null,
        onclick: () => this.#open === row.id && this.#again(),
      },
      h(
        "span",
        { class: "row-top" },
        unread && h("span", { class: "dot", role: "img", "aria-label": texts.unread }),
        h("span", { class: "row-name", dir: "auto" }, name),
        row.shopper.verified &&
          h(
            "span",
            { class: "seal", role: "img", "aria-label": texts.verified, title: texts.verified },
            icon("shield"),
          ),
        h("span", { class: "row-time", "data-case": row.id }),
      ),
      h("span", { class: "row-title", dir: "auto" }, row.title),
      last &&
        h(
          "span",
          { class: "row-last" },
          h("span", { class: "row-role" }, `${texts.speaker[last.role]}: `),
          h("bdi", {}, last.text),
        ),
      h(
        "span",
        { class: "chips" },
        row.urgency > 1 && h("span", { class: `chip urgent-${row.urgency}` }, texts.urgency[row.urgency]!),
        h("span", { class: "chip", title: row.reason.words }, texts.reasons[row.reason.code] ?? row.reason.words),
        row.mood !== "calm" && h("span", { class: `chip mood-${row.mood}` }, texts.moods[row.mood]),
        !row.live && h("span", { class: "chip plain", title: texts.ticketHint }, texts.ticket),
        row.state === "claimed" &&
          this.#model.listOf(row) === "claimed" &&
          h("span", { class: "chip plain", dir: "auto" }, row.assigned_to?.name),
        row.locale &&
          !sameLanguage(row.locale, format.locale) &&
          h("span", { class: "chip plain", title: format.language(row.locale) }, row.locale.slice(0, 2).toUpperCase()),
        this.#drafts.get(row.id) && h("span", { class: "chip draft" }, icon("edit"), texts.draft),
        people.length > 0 &&
          h(
            "span",
            {
              class: "people-here",
              role: "img",
              "aria-label": texts.here(format.list(people)),
              title: texts.here(format.list(people)),
            },
            ...people.slice(0, 3).map(avatar),
          ),
      ),
    );
  }

  /** Waiting times go on without being read out. */
  #tick(): void {
    const { texts, format } = this.#context;
    for (const [id, { link }] of this.#shown) {
      const row = this.#model.row(id);
      const place = link.querySelector(".row-time");
      if (!row || !place) continue;
      const waits = row.state === "waiting" || row.last_message?.role === "shopper";
      const words =
        row.state === "solved" || !waits
          ? format.moment(row.last_message?.at ?? row.opened_at)
          : format.span(waitedSeconds(row));
      if (place.textContent !== words) place.replaceChildren(words);
      place.setAttribute("title", waits ? texts.waiting(words) : words);
      place.classList.toggle("waits", waits && row.state !== "solved");
    }
  }
}

export function sameLanguage(a: string, b: string): boolean {
  return a.slice(0, 2).toLowerCase() === b.slice(0, 2).toLowerCase();
}
