/** The shopper and their orders, each with what may be done to it, why not, and until when. */

import { h, picture } from "../../../widget/src/dom";
import { sum } from "../../../widget/src/format";
import { optionWords } from "../../../widget/src/options";
import type { Money } from "../../../widget/src/types";
import { icon } from "../icons";
import type { ActionVerdict, Address, CaseView, DeskOrder, JudgedOrder } from "../types";
import { pageLink } from "./action";
import { hasForm } from "./action-form";
import { avatar } from "./header";
import type { DeskContext } from "./context";

const SETTLED = /^(delivered|returned|refunded)$/;
/** Possible in few cases: said only where they are. */
const RARE = new Set(["undo", "resend_order"]);
const TROUBLED = /^(delayed|lost in transit|cancelled|awaiting payment)$/;

export function shopperView(view: CaseView, { texts }: DeskContext): HTMLElement {
  const { shopper } = view;
  const name = shopper.name || texts.guest;
  return h(
    "section",
    { class: "shopper", "aria-label": texts.shopper },
    avatar(name),
    h(
      "div",
      {},
      h("p", { class: "strong", dir: "auto" }, name),
      shopper.email && h("p", { class: "muted", dir: "ltr" }, shopper.email),
      shopper.address && h("p", { class: "muted", dir: "auto" }, shopper.address),
    ),
    h(
      "span",
      { class: shopper.verified ? "chip good" : "chip plain" },
      shopper.verified && icon("shield"),
      shopper.verified ? texts.verified : texts.unverified,
    ),
  );
}

export class OrdersView {
  readonly element: HTMLElement;
  readonly #context: DeskContext;
  readonly #act: (action: string, order: DeskOrder) => void;
  readonly #opened = new Map<string, boolean>();

  constructor(context: DeskContext, act: (action: string, order: DeskOrder) => void) {
    this.#context = context;
    this.#act = act;
    this.element = h("div", { class: "orders" });
  }

  update(view: CaseView): void {
    const { texts } = this.#context;
    if (!view.orders.length) {
      const words = view.trouble?.length
        ? view.trouble.join(" ")
        : view.shopper.verified
          ? texts.noOrders
          : texts.noOrdersUnverified;
      this.element.replaceChildren(
        h("p", { class: view.trouble?.length ? "trouble" : "muted none", dir: "auto" }, words),
      );
      return;
    }
    const focused = document.activeElement?.closest<HTMLElement>("[data-order]");
    const concerned = view.orders.filter(({ order }) => concerns(view, order.id));
    const first = concerned[0] ?? view.orders[0];
    const others = view.orders.filter((judged) => !concerned.includes(judged));
    this.element.replaceChildren(...[...concerned, ...others].map((judged) => this.#order(judged, judged === first)));
    if (focused && !focused.isConnected) {
      this.element
        .querySelector<HTMLElement>(`[data-order="${CSS.escape(focused.dataset["order"] ?? "")}"] summary`)
        ?.focus();
    }
  }

  #order({ order, verdicts }: JudgedOrder, first: boolean): HTMLElement {
    const { texts, format } = this.#context;
    const mood = SETTLED.test(order.status) ? "good" : TROUBLED.test(order.status) ? "bad" : "plain";
    const shipment = order.shipments[order.shipments.length - 1];
    const when = shipment?.delivered_at
      ? texts.delivered(format.date(shipment.delivered_at))
      : shipment?.expected
        ? texts.expected(format.date(shipment.expected))
        : order.placed_at
          ? texts.placed(format.date(order.placed_at))
          : "";
    const details = h(
      "details",
      { class: "order", "data-order": order.id, open: this.#opened.get(order.id) ?? first },
      h(
        "summary",
        {},
        h("span", { class: "order-id", dir: "auto" }, order.id),
        h("span", { class: `chip ${mood}`, dir: "auto" }, order.status),
        h("span", { class: "order-total number" }, format.money(total(order))),
        h("span", { class: "muted order-when" }, when),
      ),
      h(
        "div",
        { class: "order-body" },
        h(
          "ul",
          { class: "lines", "aria-label": texts.items },
          ...order.lines.map((line) =>
            h(
              "li",
              {},
              picture(line.image, "thumb"),
              h(
                "span",
                {},
                h("span", { dir: "auto" }, `${line.quantity} × ${line.title}`),
                h(
                  "span",
                  { class: "muted block", dir: "auto" },
                  [...optionWords(line.options), line.returned ? texts.returnedCount(line.returned) : ""]
                    .filter(Boolean)
                    .join(" · "),
                ),
              ),
              h("span", { class: "number" }, format.money(line.unit_price)),
            ),
          ),
        ),
        h(
          "dl",
          { class: "order-facts" },
          order.placed_at && fact(texts.placed("").trim(), format.date(order.placed_at)),
          shipment && fact(texts.tracking, h("bdi", {}, `${shipment.carrier} ${shipment.tracking_number}`)),
          fact(texts.argument["address"]!, addressLine(order.address)),
          fact(texts.argument["payment"]!, order.payment),
          ...order.refunds.map((refund) =>
            fact(texts.refund, texts.refundedTo(format.money(refund.amount), refund.method, refund.state)),
          ),
        ),
        verdicts.length > 0 &&
          h(
            "div",
            { class: "verdicts" },
            h("h4", {}, texts.whatIsAllowed),
            h(
              "ul",
              {},
              ...verdicts
                .filter((verdict) => verdict.allowed || !RARE.has(verdict.action))
                .sort((a, b) => Number(b.allowed) - Number(a.allowed))
                .map((verdict) => this.#verdict(verdict, order)),
            ),
          ),
      ),
    );
    details.addEventListener("toggle", () => this.#opened.set(order.id, details.open));
    return details;
  }

  #verdict(verdict: ActionVerdict, order: DeskOrder): HTMLElement {
    const { texts, format } = this.#context;
    const words = texts.actions[verdict.action] ?? verdict.action;
    return h(
      "li",
      { class: `verdict ${verdict.allowed ? "good" : "bad"}` },
      icon(verdict.allowed ? "check" : "block"),
      h(
        "span",
        {},
        verdict.allowed && hasForm(verdict.action)
          ? h(
              "button",
              { type: "button", class: "text-button", onclick: () => this.#act(verdict.action, order) },
              words,
            )
          : h(
              "span",
              { class: "strong" },
              words,
              !verdict.allowed && h("span", { class: "hidden" }, ` (${texts.notAllowed})`),
            ),
        verdict.until && h("span", { class: "until" }, ` ${texts.until(format.date(verdict.until))}`),
        " ",
        verdict.reason
          ? h(
              "span",
              { class: "muted block" },
              h("bdi", {}, verdict.reason),
              " ",
              pageLink(verdict.page, texts.policyPage),
            )
          : pageLink(verdict.page, texts.policyPage),
      ),
    );
  }
}

/** The order that the case is about, as its brief tells. */
function concerns(view: CaseView, id: string): boolean {
  const { summary, facts, next_step: next } = view.brief;
  return (
    next?.action?.arguments.order_id === id ||
    [summary, ...facts].some((words) => words.split(/[^\p{L}\p{N}_-]+/u).includes(id))
  );
}

function fact(name: string, value: string | HTMLElement): HTMLElement {
  return h("div", {}, h("dt", {}, name), h("dd", { dir: "auto" }, value));
}

export function addressLine(address: Address): string {
  const place = [address.region, address.postal_code].filter(Boolean).join(" ");
  return [address.name, address.street, address.city, place].filter(Boolean).join(", ");
}

function total(order: DeskOrder): Money {
  const goods: [Money, number][] = order.lines.map((line) => [line.unit_price, line.quantity]);
  const parts: [Money, number][] = [...goods, [order.shipping, 1]];
  if (order.discount) parts.push([order.discount, -1]);
  return sum(parts, order.shipping.currency);
}
