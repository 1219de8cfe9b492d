/** The cart with its lines and its total. */

import { h, link, picture } from "../dom";
import { sum } from "../format";
import { optionWords } from "../options";
import type { Cart, Money } from "../types";
import type { ViewContext } from "./context";

export function cartView(cart: Cart, context: ViewContext): HTMLElement {
  const { texts, format } = context;
  if (!cart.lines.length) return h("section", { class: "box cart", part: "cart" }, h("p", {}, texts.cartEmpty));
  const currency = cart.lines[0]?.unit_price.currency ?? cart.currency;
  const total = sum(cart.lines.map((line) => [line.unit_price, line.quantity]), currency);
  return h("section", { class: "box cart", part: "cart" },
    h("h3", {}, texts.cart),
    h("ul", { class: "lines" }, ...cart.lines.map((line) => lineView(line, context))),
    h("p", { class: "sum" }, h("span", {}, texts.total), h("strong", {}, format.money(total))),
    link(context.cartUrl, { class: "button primary" }, texts.toCart),
  );
}

interface Line {
  title: string;
  options: Record<string, string>;
  quantity: number;
  unit_price: Money;
  image: string | null;
}

/** A line of a cart or an order: picture, name, options, pieces and what they cost together. */
export function lineView(line: Line, { texts, format }: ViewContext, note = ""): HTMLElement {
  const options = optionWords(line.options).join(", ");
  return h("li", { class: "line" },
    picture(line.image, "line-picture"),
    h("div", { class: "line-body" },
      h("p", { class: "line-title", dir: "auto" }, line.title),
      h("p", { class: "muted" }, texts.quantity(line.quantity), options && h("bdi", {}, ` ${options}`), note && ` · ${note}`)),
    h("span", { class: "line-total" }, format.money(sum([[line.unit_price, line.quantity]], line.unit_price.currency))),
  );
}
