/** What the assistant has shown the shopper, small enough to read past. */

import { h, link, picture } from "../../../widget/src/dom";
import type { Passage, ProductCard } from "../../../widget/src/types";
import { icon } from "../icons";
import type { Card } from "../types";
import type { DeskContext } from "./context";

const MOST_PRODUCTS = 4;

/** @returns null for a card that says nothing. */
export function cardView(card: Card, context: DeskContext): HTMLElement | null {
  const { texts, format } = context;
  switch (card.type) {
    case "products":
      if (!card.products.length) return null;
      return fold(
        texts.products(card.products.length),
        "tag",
        h(
          "ul",
          { class: "card-products" },
          ...card.products.slice(0, MOST_PRODUCTS).map(productRow),
          card.products.length > MOST_PRODUCTS &&
            h("li", { class: "muted" }, `+${card.products.length - MOST_PRODUCTS}`),
        ),
      );
    case "order":
      if (!card.orders.length) return null;
      return h(
        "ul",
        { class: "card card-orders" },
        ...card.orders.map((order) =>
          h(
            "li",
            {},
            icon("box"),
            h("span", { dir: "auto" }, texts.orderShown(order.id)),
            h("span", { class: "muted", dir: "auto" }, order.status),
          ),
        ),
      );
    case "cart":
      return h(
        "div",
        { class: "card" },
        icon("box"),
        h("span", {}, texts.cartShown),
        h(
          "span",
          { class: "muted", dir: "auto" },
          card.cart.lines.map((line) => `${line.quantity} × ${line.title}`).join(", "),
        ),
      );
    case "citations":
      return sources(card.passages, context);
    case "action":
      return h(
        "div",
        { class: `card card-action state-${card.proposal.state}` },
        icon("bolt"),
        h(
          "div",
          {},
          h("p", { class: "strong", dir: "auto" }, card.proposal.title),
          h("ul", { class: "effects" }, ...card.proposal.effects.map((effect) => h("li", { dir: "auto" }, effect))),
          h("p", { class: "muted" }, texts.proposal[card.proposal.state] ?? card.proposal.state),
        ),
      );
    case "handoff":
      return h(
        "div",
        { class: "card card-handoff" },
        icon("person"),
        h(
          "p",
          {},
          h("span", { class: "strong" }, texts.handedOver),
          " ",
          h("bdi", { class: "muted" }, card.ticket),
          card.reason && h("span", { class: "block", dir: "auto" }, card.reason),
        ),
      );
    case "error":
      return h("div", { class: "card card-error" }, icon("block"), h("p", { dir: "auto" }, card.detail || card.title));
    default:
      return null;
  }

  function productRow(product: ProductCard): HTMLElement {
    return h(
      "li",
      {},
      picture(product.image, "thumb"),
      link(product.url, { class: "card-title", dir: "auto" }, product.title),
      h("span", { class: "number" }, format.money(product.price)),
      product.stock <= 0 && h("span", { class: "muted" }, texts.soldOut),
    );
  }
}

function sources(passages: Passage[], { texts }: DeskContext): HTMLElement | null {
  if (!passages.length) return null;
  return h(
    "p",
    { class: "card card-sources" },
    icon("page"),
    h("span", { class: "hidden" }, `${texts.sources}: `),
    ...passages
      .slice(0, 3)
      .map((passage) =>
        link(
          passage.url || null,
          { class: "source", dir: "auto", title: passage.text },
          passage.heading || passage.title,
        ),
      ),
  );
}

function fold(words: string, name: "tag", content: HTMLElement): HTMLElement {
  return h("details", { class: "card card-fold" }, h("summary", {}, icon(name), words), content);
}
