// The input: grows with its words, sends on Enter, and readies the keyboard for what is asked.
import { byId, say } from "./words.js";

const fine = matchMedia("(hover: hover) and (pointer: fine)");

export class Composer {
  constructor({ submit }) {
    this.input = byId("input");
    this.button = byId("send");
    this.keys = byId("keys");
    this.expects = "words";
    this.words = false;
    this.photos = 0;
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
    this.input.addEventListener("input", () => this.refresh());
    this.input.addEventListener("keydown", (event) => {
      // Enter that ends a Chinese composition chooses a word; Safari tells it by the key code only.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      submit();
    });
    this.keys.addEventListener("click", () => {
      this.words = !this.words;
      this.dress();
      this.input.focus();
    });
    fine.addEventListener?.("change", () => this.dress());
  }

  /** Ready for what the bot expects. */
  expect(expects) {
    if (this.expects !== expects) this.words = false;
    this.expects = expects;
    this.dress();
  }

  dress() {
    const number = this.expects === "number";
    // Only a hint: "12人" may be typed as well, so phones get a key back to the letters.
    this.input.inputMode = number && !this.words ? "decimal" : "text";
    this.input.placeholder = say(`web-hint-${this.expects}`);
    this.keys.hidden = !number || fine.matches;
    this.keys.textContent = this.words ? "123" : "文A";
    this.keys.setAttribute("aria-label", say(this.words ? "web-keyboard-numbers" : "web-keyboard-words"));
    document.body.classList.toggle("wants-photos", this.expects === "photos");
  }

  refresh() {
    this.button.disabled = !this.input.value.trim() && !this.photos;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  /** How many photos wait in the tray. */
  carry(count) {
    this.photos = count;
    this.refresh();
  }

  take() {
    const text = this.input.value.trim();
    this.input.value = "";
    this.refresh();
    return text;
  }

  /** Keep the cursor in the input; not on a phone, where the keyboard would cover the choices. */
  focus() {
    if (fine.matches) this.input.focus({ preventScroll: true });
  }
}
