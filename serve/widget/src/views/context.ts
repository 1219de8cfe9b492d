/** What every view needs: the words, the locale's formats, and what buttons do. */

import type { Format } from "../format";
import type { Texts } from "../texts";
import type { CartRequest, ProductCard } from "../types";

export interface ViewContext {
  texts: Texts;
  format: Format;
  cartUrl: string;
  /** @throws when the piece could not be added. */
  addToCart(request: CartRequest): Promise<void>;
  clicked(card: ProductCard): void;
  decide(proposalId: string, accept: boolean): void;
  /** Asks to take back what was done; another proposal comes of it, and that one is decided. */
  undo(proposalId: string): void;
}
