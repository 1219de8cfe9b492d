/** Tells listeners which part of a model has changed. */
export class Emitter<Part extends string> {
  readonly #listeners = new Set<(part: Part) => void>();

  /** @returns a function that ends the subscription. */
  on(listener: (part: Part) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(part: Part): void {
    for (const listener of [...this.#listeners]) listener(part);
  }
}
