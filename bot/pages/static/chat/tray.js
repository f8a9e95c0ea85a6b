// Photos that are chosen and not sent yet: by the button, dropped on the page, or pasted.
import { byId, element, limits, say } from "./words.js";

export class Tray {
  constructor({ changed, tell }) {
    Object.assign(this, { changed, tell });
    this.photos = [];
    this.list = byId("tray");
    const files = byId("files");
    byId("photos").addEventListener("click", () => files.click());
    files.addEventListener("change", () => {
      this.add([...files.files]);
      files.value = "";
    });
    document.addEventListener("paste", (event) => this.pasted(event));
    this.watchDrops();
  }

  /** Take what is a photo and not too large; say what was left out, and why. */
  add(files) {
    const refused = [];
    for (const file of files) {
      if (!file.type.startsWith("image/")) refused.push(say("web-attach-not-photo", { name: file.name }));
      else if (file.size > limits.photoBytes) {
        refused.push(say("web-attach-too-large", { name: file.name, megabytes: Math.floor(limits.photoBytes / 2 ** 20) }));
      } else if (this.photos.length >= limits.photos) {
        refused.push(say("web-attach-too-many", { count: limits.photos }));
        break;
      } else this.photos.push({ file, blob: URL.createObjectURL(file) });
    }
    this.tell(refused.join("\n"));
    this.draw();
  }

  /** Empty the tray; the photos that were in it. */
  take() {
    const files = this.photos.map((photo) => photo.file);
    for (const photo of this.photos) URL.revokeObjectURL(photo.blob);
    this.photos = [];
    this.draw();
    return files;
  }

  draw() {
    const shown = this.photos.map((photo) => {
      const remove = element("button", {
        type: "button",
        "aria-label": say("web-remove-photo", { name: photo.file.name }),
        onclick: () => this.remove(photo),
      });
      return element("li", { children: [element("img", { src: photo.blob, alt: photo.file.name }), remove] });
    });
    this.list.replaceChildren(...shown);
    this.list.hidden = !shown.length;
    this.changed();
  }

  remove(photo) {
    this.photos.splice(this.photos.indexOf(photo), 1);
    URL.revokeObjectURL(photo.blob);
    this.draw();
    (this.list.querySelector("button") ?? byId("photos")).focus();
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  watchDrops() {
    const veil = byId("drop");
    let depth = 0;
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    const show = (by) => {
      depth = Math.max(0, depth + by);
      veil.hidden = depth === 0;
    };
    document.addEventListener("dragenter", (event) => carries(event) && show(1));
    document.addEventListener("dragleave", (event) => carries(event) && show(-1));
    document.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    document.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      show(-depth);
      this.add([...event.dataTransfer.files]);
    });
  }
}
