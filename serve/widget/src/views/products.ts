/** Products as a numbered row of cards, side by side in a table, or one in detail. */

import { h, icon, link, picture } from "../dom";
import type { ProductCard, ProductsEvent } from "../types";
import type { ViewContext } from "./context";
import { buyBox, firstVariant, priceLine, ratingLine, stockLine, titleLink } from "./product-parts";

export function productsView(event: ProductsEvent, context: ViewContext): HTMLElement {
  const first = event.products[0];
  if (event.layout === "compare" && event.products.length > 1) return comparison(event, context);
  if (event.layout === "detail" && first && event.products.length === 1) return detail(first, context);
  return list(event, context);
}

function list(event: ProductsEvent, context: ViewContext): HTMLElement {
  const { texts } = context;
  const row = h("ol", { class: "cards", part: "cards", tabindex: 0, "aria-label": event.title || texts.products(event.products.length, event.total) });
  row.append(...event.products.map((card) => productCard(card, context)));
  const scroll = (direction: number) => () => {
    const forward = getComputedStyle(row).direction === "rtl" ? -1 : 1;
    row.scrollBy({ left: direction * forward * row.clientWidth * 0.8, behavior: "auto" });
  };
  const arrows = h("span", { class: "arrows" },
    h("button", { type: "button", class: "round small", "aria-label": texts.earlier, onclick: scroll(-1) }, icon("back")),
    h("button", { type: "button", class: "round small", "aria-label": texts.later, onclick: scroll(1) }, icon("next")),
  );
  new ResizeObserver(() => arrows.toggleAttribute("hidden", row.scrollWidth <= row.clientWidth + 1)).observe(row);
  return h("section", { class: "products" },
    h("div", { class: "caption" },
      h("p", {}, event.title && h("strong", { dir: "auto" }, event.title), event.title && " ",
        h("span", { class: "muted" }, texts.products(event.products.length, event.total))),
      arrows),
    h("div", { class: "quiet", "aria-live": "off" }, row),
  );
}

function productCard(card: ProductCard, context: ViewContext): HTMLElement {
  const { texts } = context;
  const parts = variantParts(card, context, "card-picture");
  return h("li", { class: "card", part: "card", "data-product": card.product_id },
    parts.picture,
    h("span", { class: "position" }, h("span", { class: "hidden" }, `${texts.position} `), String(card.position)),
    h("div", { class: "card-body" },
      card.brand && h("p", { class: "brand", dir: "auto" }, card.brand),
      h("h3", {}, titleLink(card, context)),
      parts.price,
      h("div", { class: "meta" }, parts.stock, ratingLine(card, context)),
      card.reason && h("p", { class: "reason" }, h("bdi", {}, card.reason)),
    ),
    parts.buy,
  );
}

function detail(card: ProductCard, context: ViewContext): HTMLElement {
  const parts = variantParts(card, context, "detail-picture");
  return h("article", { class: "detail box", part: "card", "data-product": card.product_id },
    parts.picture,
    h("div", { class: "detail-body" },
      card.brand && h("p", { class: "brand", dir: "auto" }, card.brand),
      h("h3", {}, titleLink(card, context)),
      ratingLine(card, context),
      parts.price,
      parts.stock,
      card.reason && h("p", { class: "reason" }, h("bdi", {}, card.reason)),
    ),
    h("dl", { class: "facts" }, ...Object.entries(card.attributes).map(([name, value]) =>
      h("div", {}, h("dt", { dir: "auto" }, words(name)), h("dd", { dir: "auto" }, value)))),
    parts.buy,
  );
}

function comparison(event: ProductsEvent, context: ViewContext): HTMLElement {
  const { texts } = context;
  const cards = event.products;
  const row = (name: string, cells: (Node | string | null)[], className = ""): HTMLElement =>
    h("tr", { class: className }, h("th", { scope: "row", dir: "auto" }, name), ...cells.map((cell) => h("td", { dir: "auto" }, cell ?? h("span", { class: "muted" }, texts.notGiven))));
  const names = [...new Set(cards.flatMap((card) => Object.keys(card.attributes)))];
  const parts = cards.map((card) => variantParts(card, context, "compare-picture"));
  const caption = event.title || texts.compare;
  return h("section", { class: "comparison", part: "comparison", role: "group", "aria-live": "off", "aria-label": caption, tabindex: 0 },
    h("table", {},
      h("caption", { dir: "auto" }, caption),
      h("thead", {}, h("tr", {},
        h("th", { scope: "col" }, h("span", { class: "hidden" }, texts.feature)),
        ...cards.map((card, index) => h("th", { scope: "col" },
          parts[index]!.picture,
          h("span", { class: "number" }, String(card.position)), " ",
          link(card.url, { class: "title", dir: "auto", onclick: () => context.clicked(card) }, card.title),
          card.brand && h("span", { class: "brand", dir: "auto" }, card.brand))))),
      h("tbody", {},
        row(texts.price, parts.map((part) => part.price)),
        row(texts.ratingLabel, cards.map((card) => ratingLine(card, context))),
        row(texts.stock, parts.map((part) => part.stock)),
        ...names.map((name) => row(words(name), cards.map((card) => card.attributes[name] ?? null))),
        h("tr", {}, h("td", {}), ...parts.map((part) => h("td", {}, part.buy)))),
    ),
  );
}

/** The parts that follow the chosen variant. */
function variantParts(card: ProductCard, context: ViewContext, className: string) {
  const first = firstVariant(card);
  const parts = {
    picture: picture(first?.image ?? card.image, className),
    price: priceLine(card, first, context),
    stock: stockLine(first ? first.stock : card.stock, context),
    buy: document.createElement("div") as HTMLElement,
  };
  parts.buy = buyBox(card, context, (variant) => {
    parts.price.replaceWith((parts.price = priceLine(card, variant, context)));
    parts.stock.replaceWith((parts.stock = stockLine(variant.stock, context)));
    const next = picture(variant.image ?? card.image, className);
    parts.picture.replaceWith(next);
    parts.picture = next;
  });
  return parts;
}

/** A record's field name as words, e.g. "battery_life" → "battery life". */
export function words(name: string): string {
  return name.replace(/_/g, " ");
}
