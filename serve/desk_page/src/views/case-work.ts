/** What an agent does with a case: takes it, answers, gives it back or away, closes it; of two agents at once, one. */

import { Problem } from "../../../widget/src/api";
import type { CaseModel } from "../models/case";
import type { QueueModel } from "../models/queue";
import type { Outbox } from "../outbox";
import type { Draft } from "../storage";
import type { CaseRow } from "../types";
import { explain, type DeskContext } from "./context";
import { askFor } from "./dialog";
import type { Notice } from "./notice";

export interface WorkPorts {
  queue: QueueModel;
  outbox: Outbox;
  /** The case has left this agent's hands. */
  left(id: string): void;
}

export class CaseWork {
  readonly #context: DeskContext;
  readonly #model: CaseModel;
  readonly #notice: Notice;
  readonly #ports: WorkPorts;

  constructor(context: DeskContext, model: CaseModel, notice: Notice, ports: WorkPorts) {
    this.#context = context;
    this.#model = model;
    this.#notice = notice;
    this.#ports = ports;
  }

  get mine(): boolean {
    const row = this.#model.view?.case;
    return row?.state === "claimed" && row.assigned_to?.id === this.#context.me.agent.id;
  }

  /** @returns whether this agent has the case now. */
  async claim(force: boolean): Promise<boolean> {
    if (this.mine) return true;
    const { texts, api, toast } = this.#context;
    try {
      this.#settle(await api.claim(this.#model.id, force));
      this.#notice.quiet();
      if (force) toast(texts.takenOver);
      return true;
    } catch (error) {
      await this.#model.refresh();
      const conflict = error instanceof Problem && error.status === 409;
      this.#notice.warn(explain(error, texts), conflict ? [[texts.takeOver, () => void this.claim(true)]] : []);
      return false;
    }
  }

  async release(): Promise<void> {
    await this.#give(() => this.#context.api.release(this.#model.id), this.#context.texts.released);
  }

  giveBack(): void {
    const { texts, api } = this.#context;
    if (!this.mine) return;
    askFor(
      { title: texts.giveBackLong, hint: texts.giveBackHint, label: texts.giveBackNote, action: texts.giveBack },
      texts,
      (note) => void this.#leave(() => api.giveBack(this.#model.id, note), texts.returned),
    );
  }

  solve(): void {
    const { texts, api } = this.#context;
    if (!this.mine) return;
    askFor(
      { title: texts.solveLong, hint: texts.solveHint, label: texts.solution, action: texts.solve },
      texts,
      (words) => void this.#leave(() => api.solve(this.#model.id, words), texts.solved),
    );
  }

  /** @returns false when the case is somebody else's, so that nothing was sent. */
  async send(text: string, suggestion: Draft["suggestion"]): Promise<boolean> {
    if (!(await this.claim(false))) return false;
    const seen = this.#model.view?.last_message_id ?? "";
    const message = { text, seen, ...(suggestion && { suggestion_id: suggestion.id }) };
    this.#ports.outbox.hold(this.#model.id, message, suggestion);
    this.#context.announce(this.#context.texts.heldNews);
    return true;
  }

  async #leave(act: () => Promise<CaseRow>, words: string): Promise<void> {
    if (await this.#give(act, words)) this.#ports.left(this.#model.id);
  }

  async #give(act: () => Promise<CaseRow>, words: string): Promise<boolean> {
    await this.#ports.outbox.flush(this.#model.id);
    try {
      this.#settle(await act());
      this.#context.toast(words);
      return true;
    } catch (error) {
      await this.#model.refresh();
      this.#notice.warn(explain(error, this.#context.texts));
      return false;
    }
  }

  #settle(row: CaseRow): void {
    this.#model.setRow(row);
    this.#ports.queue.tell(row);
  }
}
