/** The next action: prepared with its exact arguments, judged by the shop's policy, done only when the agent confirms. */

import { Problem } from "../../../widget/src/api";
import { h, link, uuid } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { ActionDraft, AgentProposal, DeskOrder, OrderAction, Prepared, Verdict } from "../types";
import type { DeskContext } from "./context";
import { explain } from "./context";

const PAYMENTS = new Set(["payment", "refund_to"]);

export interface ActionPorts {
  caseId: string;
  /** Whoever acts has the case. @returns false when it couldn't be had. */
  claimed(): Promise<boolean>;
  order(id: string): DeskOrder | null;
  /** The account's way to pay of that id, by name. */
  payment(id: string): string | null;
  changed(proposal: AgentProposal): void;
}

type Shown =
  | { kind: "draft"; draft: ActionDraft; busy: boolean; error: string }
  | { kind: "prepared"; action: OrderAction; prepared: Prepared; key: string; busy: boolean; error: string }
  | { kind: "settled"; proposal: AgentProposal };

export class ActionView {
  readonly element: HTMLElement;
  readonly #context: DeskContext;
  readonly #ports: ActionPorts;
  #shown: Shown | null = null;
  /** What was confirmed here isn't offered again. */
  readonly #done: OrderAction[] = [];

  constructor(context: DeskContext, ports: ActionPorts) {
    this.#context = context;
    this.#ports = ports;
    this.element = h("section", { class: "action-card", "aria-labelledby": "action-title", hidden: true });
  }

  /** Offers an action; one that is being decided is not pushed aside by another. */
  offer(draft: ActionDraft | null): void {
    if (this.#shown?.kind === "prepared") return;
    if (draft && this.#done.some((action) => same(action, draft.arguments))) return;
    if (!draft && this.#shown?.kind === "settled") return;
    if (this.#shown?.kind === "draft" && draft && same(this.#shown.draft.arguments, draft.arguments)) return;
    this.#show(draft && { kind: "draft", draft, busy: false, error: "" });
  }

  /** Prepares what is offered, as its button does. */
  async prepareOffered(): Promise<void> {
    const shown = this.#shown;
    if (shown?.kind === "draft") await this.prepare(shown.draft.arguments, shown.draft);
    else this.element.querySelector<HTMLElement>("button")?.focus();
  }

  /** Has the shop judge the exact action; nothing is done yet. */
  async prepare(action: OrderAction, draft: ActionDraft | null = null): Promise<void> {
    const { texts, api } = this.#context;
    const shown = draft ?? {
      kind: action.kind,
      words: texts.actions[action.kind] ?? action.kind,
      arguments: action,
      verdict: { allowed: true, reason: "", page: "" },
    };
    this.#show({ kind: "draft", draft: shown, busy: true, error: "" });
    this.element.scrollIntoView({ block: "nearest" });
    try {
      if (!(await this.#ports.claimed())) return this.#show({ kind: "draft", draft: shown, busy: false, error: "" });
      const prepared = await api.prepare(this.#ports.caseId, action);
      this.#show({ kind: "prepared", action, prepared, key: uuid(), busy: false, error: "" });
      this.element.querySelector<HTMLElement>(".button")?.focus();
    } catch (error) {
      this.#show({ kind: "draft", draft: shown, busy: false, error: explain(error, texts) });
    }
  }

  async #decide(accept: boolean): Promise<void> {
    const shown = this.#shown;
    if (shown?.kind !== "prepared" || shown.busy) return;
    const { proposal } = shown.prepared;
    if (!proposal) return this.#show(null);
    this.#show({ ...shown, busy: true, error: "" });
    try {
      const settled = await this.#context.api.decide(this.#ports.caseId, proposal.id, accept, shown.key);
      if (settled.state === "executed") this.#done.push(shown.action);
      this.#show(accept ? { kind: "settled", proposal: settled } : null);
      if (accept) this.#context.announce(`${settled.title} ${this.#context.texts.proposal[settled.state] ?? ""}`);
      this.#ports.changed(settled);
    } catch (error) {
      const words = explain(error, this.#context.texts);
      if (error instanceof Problem && !error.temporary)
        this.#show({ kind: "draft", draft: this.#again(shown), busy: false, error: words });
      else this.#show({ ...shown, busy: false, error: words });
    }
  }

  /** A proposal that can't be decided any more is prepared anew. */
  #again({ action, prepared }: Extract<Shown, { kind: "prepared" }>): ActionDraft {
    return { kind: action.kind, words: prepared.proposal?.title ?? "", arguments: action, verdict: prepared.verdict };
  }

  #show(shown: Shown | null): void {
    const inside = this.element.contains(document.activeElement);
    this.#shown = shown;
    this.element.hidden = !shown;
    this.element.dataset["kind"] = shown?.kind ?? "";
    this.element.replaceChildren(...(shown ? this.#content(shown) : []));
    if (inside)
      (this.element.querySelector<HTMLElement>("button:not(:disabled)") ?? document.getElementById("case"))?.focus();
  }

  #content(shown: Shown): HTMLElement[] {
    const { texts } = this.#context;
    const title = h("h3", { id: "action-title" }, icon("bolt"), texts.nextAction);
    if (shown.kind === "settled") {
      const { proposal } = shown;
      return [
        title,
        h("p", { class: "strong", dir: "auto" }, proposal.title),
        effectsView(proposal.effects),
        h(
          "p",
          { class: `state state-${proposal.state}`, role: "status" },
          icon(proposal.state === "executed" ? "check" : "block"),
          texts.proposal[proposal.state] ?? proposal.state,
        ),
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "button", class: "button small", onclick: () => this.#show(null) }, texts.close),
        ),
      ];
    }
    if (shown.kind === "draft") {
      const { draft } = shown;
      const prepare = h(
        "button",
        {
          type: "button",
          class: "button small primary",
          "aria-keyshortcuts": "a",
          "aria-busy": shown.busy ? "true" : null,
          onclick: () => void this.prepare(draft.arguments, draft),
        },
        shown.busy ? texts.preparing : texts.prepare,
        " ",
        h("kbd", {}, "a"),
      );
      const [words, ...effects] = draft.words.split("\n").filter((line) => line.trim());
      return [
        title,
        h("p", { class: "strong", dir: "auto" }, words),
        effects.length > 0 && effectsView(effects),
        this.#arguments(draft.arguments),
        !shown.busy && draft.verdict.reason && verdictView(draft.verdict, this.#context),
        this.#trouble(shown.error),
        h("div", { class: "buttons" }, prepare),
      ].filter((part): part is HTMLElement => Boolean(part));
    }
    const { proposal, verdict } = shown.prepared;
    const busy = shown.busy ? "true" : null;
    return [
      title,
      h(
        "p",
        { class: "strong", dir: "auto" },
        proposal?.title ?? texts.actions[shown.action.kind] ?? shown.action.kind,
      ),
      proposal && effectsView(proposal.effects),
      this.#arguments(proposal?.action ?? shown.action),
      verdictView(verdict, this.#context),
      this.#trouble(shown.error),
      h(
        "div",
        { class: "buttons" },
        proposal &&
          verdict.allowed &&
          h(
            "button",
            {
              type: "button",
              class: "button small primary",
              "aria-busy": busy,
              onclick: () => void this.#decide(true),
            },
            shown.busy ? texts.working : texts.confirmAction,
          ),
        h(
          "button",
          { type: "button", class: "button small", disabled: shown.busy, onclick: () => void this.#decide(false) },
          proposal && verdict.allowed ? texts.dismissAction : texts.close,
        ),
      ),
    ].filter((part): part is HTMLElement => Boolean(part));
  }

  #trouble(words: string): HTMLElement | null {
    return words ? h("p", { class: "trouble", role: "alert" }, words) : null;
  }

  /** Every argument as it will be carried out; lines by what they are. */
  #arguments(action: OrderAction): HTMLElement {
    const { texts } = this.#context;
    const order = action.order_id ? this.#ports.order(action.order_id) : null;
    const rows = Object.entries(action).filter(([name, value]) => name !== "kind" && value !== null && value !== "");
    return h(
      "dl",
      { class: "arguments" },
      ...rows.map(([name, value]) =>
        h(
          "div",
          {},
          h("dt", {}, texts.argument[name] ?? name.replace(/_/g, " ")),
          h(
            "dd",
            { dir: "auto" },
            (PAYMENTS.has(name) && this.#ports.payment(String(value))) ||
              (name === "undone" && texts.actions[String(value)]) ||
              written(value, order),
          ),
        ),
      ),
    );
  }
}

function effectsView(effects: string[]): HTMLElement {
  return h("ul", { class: "effects" }, ...effects.map((effect) => h("li", { dir: "auto" }, effect)));
}

export function verdictView(verdict: Verdict, { texts }: DeskContext): HTMLElement {
  return h(
    "p",
    { class: `verdict ${verdict.allowed ? "good" : "bad"}` },
    icon(verdict.allowed ? "check" : "block"),
    h(
      "span",
      {},
      h("span", { class: "hidden" }, `${verdict.allowed ? texts.allowed : texts.notAllowed}: `),
      h("bdi", {}, verdict.reason || (verdict.allowed ? texts.allowed : texts.notAllowed)),
      " ",
      pageLink(verdict.page, texts.policyPage),
    ),
  );
}

export function pageLink(page: string, words: string): HTMLElement | null {
  return page
    ? link(`/help/${encodeURIComponent(page)}`, { class: "rule", target: "_blank", rel: "noopener" }, words)
    : null;
}

function written(value: unknown, order: DeskOrder | null): string {
  if (Array.isArray(value)) return value.map((one) => written(one, order)).join("; ");
  if (value && typeof value === "object") {
    const parts = value as Record<string, unknown>;
    const line = order?.lines.find((one) => one.id === parts["line_id"]);
    if (line) {
      const rest = Object.entries(parts).filter(([name]) => name !== "line_id" && name !== "quantity");
      return [
        `${String(parts["quantity"] ?? 1)} × ${line.title}`,
        ...rest.map(([name, one]) => `${name.replace(/_/g, " ")} ${String(one)}`),
      ].join(", ");
    }
    return Object.values(parts)
      .filter((one) => one !== "" && one !== null)
      .map((one) => written(one, order))
      .join(", ");
  }
  const line = order?.lines.find((one) => one.id === value);
  return line ? line.title : String(value);
}

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
