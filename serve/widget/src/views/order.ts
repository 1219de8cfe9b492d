/** An order: where it stands, what is in it, and the way its parcels have come. */

import { h } from "../dom";
import { sum } from "../format";
import type { Money, Order, Shipment } from "../types";
import { lineView } from "./cart";
import type { ViewContext } from "./context";

const SETTLED = /^(delivered|returned|refunded)$/;
const TROUBLED = /^(delayed|lost in transit|cancelled|awaiting payment)$/;

/** One order whole; one of several as a line that unfolds. */
export function orderView(order: Order, context: ViewContext, several = false): HTMLElement {
  const { texts } = context;
  const mood = SETTLED.test(order.status) ? "good" : TROUBLED.test(order.status) ? "bad" : "going";
  const attributes = { class: "box order", part: "order", "data-order": order.id };
  const name = h("h3", { dir: "auto" }, texts.order(order.id));
  const state = h("span", { class: `badge badge-${mood}`, dir: "auto" }, order.status);
  if (!several) return h("article", attributes, h("header", { class: "order-head" }, name, state), ...body(order, context));
  const things = order.lines.map((line) => line.title).join(", ");
  return h("details", attributes,
    h("summary", {}, h("span", { class: "order-head" }, name, state), h("span", { class: "muted things", dir: "auto" }, things)),
    ...body(order, context));
}

function body(order: Order, context: ViewContext): (HTMLElement | false)[] {
  const { texts, format } = context;
  return [
    order.placed_at !== null && h("p", { class: "muted" }, texts.placed(format.date(order.placed_at))),
    ...order.shipments.map((shipment) => shipmentView(shipment, context)),
    h("ul", { class: "lines" }, ...order.lines.map((line) =>
      lineView(line, context, line.returned ? texts.returned(line.returned) : ""))),
    money(order, context),
    order.refunds.length > 0 && h("div", { class: "refunds" }, h("h4", {}, texts.refunds), h("ul", {},
      ...order.refunds.map((refund) => h("li", {}, h("strong", {}, format.money(refund.amount)), " ",
        h("bdi", {}, `${refund.method} · ${refund.state}`), refund.at !== null && ` · ${format.date(refund.at)}`)))),
  ];
}

function shipmentView(shipment: Shipment, { texts, format }: ViewContext): HTMLElement {
  const steps = [...shipment.steps].sort((a, b) => b.at.localeCompare(a.at));
  const fact = (name: string, value: string): HTMLElement =>
    h("div", {}, h("dt", {}, name), h("dd", { dir: "auto" }, value));
  return h("div", { class: "shipment" },
    h("dl", { class: "facts" },
      shipment.delivered_at ? fact(texts.delivered, format.date(shipment.delivered_at))
        : shipment.expected && fact(texts.expected, format.date(shipment.expected)),
      fact(texts.carrier, shipment.carrier),
      fact(texts.tracking, shipment.tracking_number)),
    steps.length > 0 && h("ol", { class: "timeline", "aria-label": texts.steps }, ...steps.map((step) =>
      h("li", {},
        h("p", { dir: "auto" }, step.text),
        h("p", { class: "muted" }, h("bdi", {}, step.place), step.place && " · ",
          h("time", { datetime: step.at }, format.time(step.at)))))),
  );
}

function money(order: Order, { texts, format }: ViewContext): HTMLElement {
  const goods: [Money, number][] = order.lines.map((line) => [line.unit_price, line.quantity]);
  const parts: [Money, number][] = [...goods, [order.shipping, 1]];
  if (order.discount) parts.push([order.discount, -1]);
  const row = (name: string, value: string): HTMLElement => h("p", {}, h("span", {}, name), h("span", {}, value));
  return h("div", { class: "sums" },
    Number(order.shipping.amount) > 0 && row(texts.shipping, format.money(order.shipping)),
    order.discount && row(texts.discount, `−${format.money(order.discount)}`),
    h("p", { class: "sum" }, h("span", {}, texts.total),
      h("strong", {}, format.money(sum(parts, order.shipping.currency)))),
  );
}
