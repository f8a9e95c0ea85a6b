// The talk: lines in their order, day by day; which choices are live; where the page is scrolled to.
import { byId, element } from "./words.js";
import { dayOf, drawLine, timeOf } from "./draw.js";

/** Closer to the end than this (pixels) counts as being at the end. */
const NEAR = 90;

export class Talk {
  constructor(act) {
    this.act = { ...act, grown: () => this.follow() };
    this.scroller = byId("talk");
    this.lines = byId("lines");
    this.pending = byId("pending");
    this.newer = byId("newer");
    this.known = new Map();
    this.newest = 0;
    this.oldest = null;
    this.atEnd = true;
    this.held = false;
    this.blobs = new Map();
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.newer.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.follow()).observe(this.scroller);
  }

  /** Put lines at the end; those that are there already are left alone. True if any was the bot's. */
  append(lines, { quietly = false } = {}) {
    let answered = false;
    for (const line of lines) {
      if (this.known.has(line.id) || this.refused(line)) continue;
      this.known.set(line.id, line);
      this.newest = Math.max(this.newest, line.id);
      this.oldest ??= line.id;
      if (line.said) {
        this.pending.querySelector(`[data-said="${CSS.escape(line.said)}"]`)?.remove();
        this.takeBack(line.said);
      }
      const drawn = this.draw(line);
      if (!quietly) drawn.classList.add("arrives");
      this.join(this.lines.lastElementChild, drawn, line);
      this.lines.append(drawn);
      if (line.pressed) this.pick(line.pressed);
      if (line.who === "bot") answered = true;
    }
    this.refresh();
    if (this.atEnd) this.follow();
    else if (answered && !quietly) this.newer.hidden = false;
    return answered;
  }

  /** Put earlier lines before all others, and stay where the reader is. */
  prepend(lines) {
    const from = this.scroller.scrollHeight - this.scroller.scrollTop;
    const first = this.lines.firstElementChild;
    const holder = element("div");
    for (const line of lines) {
      if (this.known.has(line.id)) continue;
      this.known.set(line.id, line);
      this.oldest = Math.min(this.oldest ?? line.id, line.id);
      const drawn = this.draw(line);
      this.join(holder.lastElementChild, drawn, line, holder);
      holder.append(drawn);
    }
    const days = [...holder.querySelectorAll(".day")];
    if (first?.classList.contains("day") && days.at(-1)?.textContent === first.textContent) first.remove();
    this.lines.prepend(...holder.childNodes);
    this.refresh();
    this.scroller.scrollTop = this.scroller.scrollHeight - from;
  }

  shown(said) {
    return this.lines.querySelector(`[data-said="${CSS.escape(said)}"]`);
  }

  /** A line that was taken back as its message was refused, and that the stream brings only now. */
  refused(line) {
    return line.said && this.pending.querySelector(`[data-said="${CSS.escape(line.said)}"][data-refused]`) !== null;
  }

  /** A line of the person that wasn't received after all: it comes again, or fails in full view. */
  takeBack(said) {
    const drawn = this.shown(said);
    if (!drawn) return;
    this.known.delete(Number(drawn.dataset.id));
    drawn.remove();
  }

  draw(line) {
    const drawn = drawLine(line, this.act, this.blobs.get(line.said));
    if (line.said) drawn.dataset.said = line.said;
    drawn.dataset.day = dayOf(line.at);
    drawn.dataset.minute = `${line.who} ${dayOf(line.at)} ${timeOf(line.at)}`;
    return drawn;
  }

  join(before, drawn, line, into = this.lines) {
    if (before?.dataset.day !== drawn.dataset.day) into.append(element("p", { className: "day", text: dayOf(line.at) }));
    else if (before.dataset.minute === drawn.dataset.minute && !line.buttons?.length && !before.querySelector(".choices")) before.classList.add("joined");
  }

  pick(value) {
    const buttons = this.lines.querySelectorAll(`.choice[data-value="${CSS.escape(value)}"]`);
    [...buttons].at(-1)?.classList.add("picked");
  }

  /** What the bot said since the person's last word can still be pressed; everything before is past. */
  refresh() {
    let live = true;
    for (const drawn of [...this.lines.children].reverse()) {
      if (drawn.classList.contains("person")) live = false;
      drawn.classList.toggle("past", !live);
      drawn.classList.toggle("held", live && this.held);
      for (const button of drawn.querySelectorAll(".choice, .control")) button.disabled = !live || this.held;
    }
  }

  /** While a message is on its way nothing else is pressed. */
  hold(held) {
    if (this.held === held) return;
    this.held = held;
    this.refresh();
  }

  /** The newest line of the bot; its `expects` says what the keyboard should be. */
  question() {
    let found = null;
    for (const line of this.known.values()) if (line.who === "bot" && line.id > (found?.id ?? 0)) found = line;
    return found;
  }

  get empty() {
    return this.known.size === 0 && this.pending.childElementCount === 0;
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.atEnd) this.newer.hidden = true;
  }

  follow() {
    if (this.atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  toEnd() {
    this.atEnd = true;
    this.newer.hidden = true;
    this.follow();
  }
}
