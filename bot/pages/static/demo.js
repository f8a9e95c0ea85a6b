// The demo: one clock above three phones.
const page = document.body.dataset;
const words = JSON.parse(page.words);
const byId = (id) => document.getElementById(id);
const language = document.documentElement.lang;
const zone = "Asia/Shanghai";
const full = new Intl.DateTimeFormat(language, {
  year: "numeric", month: "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone,
});
const short = new Intl.DateTimeFormat(language, {
  month: "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone,
});
const LOOK = 3000;
let phones = "";
let busy = false;

const say = (key, holes = {}) => words[key].replace(/\{(\w+)\}/g, (all, name) => holes[name] ?? all);

async function ask(path, body) {
  const given = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const answer = await fetch(`${page.base}/${path}`, { cache: "no-store", ...given });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

function show(state, { afresh = false } = {}) {
  const now = byId("now");
  now.dateTime = state.now;
  now.textContent = full.format(new Date(state.now));
  byId("next-says").textContent = state.next
    ? say("web-demo-next", { what: state.next.what, moment: short.format(new Date(state.next.at)) })
    : say("web-demo-nothing-due");
  byId("file").textContent = state.offer;
  byId("file").hidden = !state.offer;
  byId("next").disabled = busy || !state.next;
  byId("next").dataset.due = state.next ? "yes" : "";
  const wanted = JSON.stringify(state.phones);
  if (wanted !== phones || afresh) drawPhones(state.phones);
  phones = wanted;
}

function drawPhones(list) {
  const drawn = list.map((phone, n) => {
    const one = byId("phone").content.cloneNode(true).firstElementChild;
    const address = new URL(phone.url, location.href);
    if (address.origin !== location.origin) throw new Error(`not ours: ${address.origin}`);
    one.id = `phone-${n}`;
    one.querySelector("h2").textContent = phone.title;
    one.querySelector("p").textContent = phone.name;
    one.querySelector("a").href = address.href;
    one.querySelector("iframe").title = `${phone.title} ${phone.name}`;
    one.querySelector("iframe").src = address.href;
    return one;
  });
  const tabs = list.map((phone, n) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.textContent = phone.title;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `phone-${n}`);
    tab.addEventListener("click", () => choose(n));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) choose((n + by + list.length) % list.length, true);
    });
    return tab;
  });
  byId("phones").replaceChildren(...drawn);
  byId("tabs").replaceChildren(...tabs);
  choose(0);
}

function choose(wanted, focus = false) {
  [...byId("phones").children].forEach((phone, n) => phone.classList.toggle("shown", n === wanted));
  [...byId("tabs").children].forEach((tab, n) => {
    tab.setAttribute("aria-selected", n === wanted);
    tab.tabIndex = n === wanted ? 0 : -1;
    if (focus && n === wanted) tab.focus();
  });
}

/** Do something to the clock. The buttons rest meanwhile, and keep the focus. */
async function act(path, body = {}) {
  if (busy) return;
  const focused = document.activeElement;
  setBusy(true);
  try {
    show(await ask(path, body), { afresh: path === "restart" });
    byId("fault").hidden = true;
  } catch {
    byId("fault").textContent = say("web-demo-fault");
    byId("fault").hidden = false;
  }
  setBusy(false);
  focused?.focus?.();
}

function setBusy(value) {
  busy = value;
  for (const button of document.querySelectorAll(".acts button")) button.disabled = busy;
  byId("next").disabled = busy || !byId("next").dataset.due;
}

async function look() {
  if (busy || document.hidden) return;
  try {
    const state = await ask("state");
    if (!busy) show(state);
  } catch {
    // The next look may find it again.
  }
}

byId("next").addEventListener("click", () => act("next"));
byId("file").addEventListener("click", () => act("file"));
byId("restart").addEventListener("click", () => confirm(say("web-demo-restart-sure")) && act("restart"));
for (const button of document.querySelectorAll("[data-minutes]")) {
  button.addEventListener("click", () => act("advance", { minutes: Number(button.dataset.minutes) }));
}
document.addEventListener("visibilitychange", look);
setInterval(look, LOOK);
look();
