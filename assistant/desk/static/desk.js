/* What the console does in the browser: rows while typing, moving among them, the sheet, copying, keeping a call. */
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const q = $("q");
  if (!q) return;

  const form = $("call");
  const sheet = $("sheet");
  let typing = 0;
  let showing = 0;
  let asked = 0; /* which search and which sheet is the latest: an older reply that comes late is not shown */
  let wanted = 0;

  const say = (text) => {
    $("said").textContent = "";
    requestAnimationFrame(() => { $("said").textContent = text; });
  };

  const part = async (address, options = {}) => {
    const reply = await fetch(address, { ...options, headers: { "X-Fragment": "1" }, credentials: "same-origin" });
    if (reply.status === 401) location.assign("/desk/sign-in");
    return { ok: reply.ok, html: await reply.text() };
  };

  /* ---- the rows */

  const rows = () => [...document.querySelectorAll("#rows .row")];
  const active = () => document.querySelector("#rows .row[aria-selected=true]");

  const select = (row) => {
    rows().forEach((r) => r.setAttribute("aria-selected", String(r === row)));
    q.setAttribute("aria-expanded", String(rows().length > 0));
    if (!row) return q.removeAttribute("aria-activedescendant");
    q.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  };

  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(active());
    select(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
    preview();
  };

  const search = async () => {
    const turn = ++asked;
    const reply = await part("/desk/search?q=" + encodeURIComponent(q.value)).catch(() => null);
    if (turn !== asked) return;
    if (!reply) return say("查不到：网络不通。");
    $("found").innerHTML = reply.html; /* made by the server, with everything in it escaped */
    select(active());
    if (q.value) say($("count").textContent); /* an emptied box says nothing: what was saved is being said */
    preview();
  };

  q.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(search, 60);
  });

  /* ---- the sheet */

  const load = async () => {
    const row = active();
    if (!row) return;
    const turn = ++wanted;
    const address = "/desk/sheet?q=" + encodeURIComponent(q.value) + (row.dataset.query ? "&" + row.dataset.query : "");
    const reply = await part(address).catch(() => null);
    if (!reply || turn !== wanted) return;
    sheet.innerHTML = reply.html;
    sheet.scrollTop = 0;
    offerUnits();
  };

  const preview = () => {
    clearTimeout(showing);
    showing = setTimeout(load, 40);
  };

  const offerUnits = () => {
    const names = [...sheet.querySelectorAll("[data-unit]")].map((e) => e.dataset.unit);
    $("units").replaceChildren(...[...new Set(names)].map((name) => new Option(name, name)));
  };

  const open = async () => {
    clearTimeout(typing);
    clearTimeout(showing);
    if (!active()) await search();
    const row = active();
    if (!row) return;
    await load();
    if (!form.question.value.trim() || form.question.dataset.from === "q") {
      form.question.value = q.value.trim();
      form.question.dataset.from = "q";
    }
    $("cited").value = row.dataset.cited || "";
    $("told").hidden = false;
    $("told").querySelector("b").textContent = sheet.querySelector("h3")?.textContent || "";
    sheet.focus();
  };

  document.addEventListener("click", (event) => {
    const row = event.target.closest("#rows .row");
    if (row) { select(row); open(); }
    const button = event.target.closest("[data-copy]");
    if (button) copy(button.dataset.copy);
  });

  form.question.addEventListener("input", () => { form.question.dataset.from = "hand"; });

  /* ---- copying */

  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea"); /* no clipboard without https or localhost */
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const copy = async (id) => {
    const text = $(id)?.textContent.trim();
    if (!text) return say("还没有口径可以复制。");
    await write(text);
    const button = sheet.querySelector(`[data-copy=${id}]`);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
    say(id === "sms" ? "短信已复制。" : "口径已复制。");
  };

  /* ---- the call */

  const refer = () => {
    const referred = form.outcome.value === "referred";
    $("unit-line").hidden = !referred;
    form.unit.required = referred;
  };
  form.addEventListener("change", refer);

  const fresh = () => {
    form.reset();
    form.question.dataset.from = "";
    $("cited").value = "";
    $("told").hidden = true;
    $("keep-fault").replaceChildren();
    refer();
    q.value = "";
    clearTimeout(typing);
    search();
    sheet.replaceChildren();
    q.focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button.main");
    if (button.disabled) return;
    button.disabled = true;
    const reply = await part(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    button.disabled = false;
    if (!reply) return say("没有保存：网络不通，请再按一次保存。");
    if (!reply.ok) { $("keep-fault").innerHTML = reply.html; return; }
    $("recent").innerHTML = reply.html;
    fresh();
    say($("saved")?.textContent || "已保存。");
  });

  const keep = () => {
    if (!form.question.value.trim()) form.question.value = q.value.trim();
    form.requestSubmit();
  };

  /* ---- keys */

  const help = $("help");
  $("help-open").addEventListener("click", () => help.showModal());

  const inField = (e) => e.matches("input:not([type=radio]), textarea, select");
  const letters = { c: () => copy("aloud"), s: () => copy("sms"), n: fresh };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || help.open) return; /* an input method's own keys */
    const { key, target } = event;
    const letter = letters[key.toLowerCase()];
    const chord = event.ctrlKey || event.metaKey;
    const act = (what) => { event.preventDefault(); what(); };
    if (chord && key === "Enter") return act(keep);
    if (chord) return;
    if (letter && (event.altKey || !inField(target))) return act(letter);
    if (event.altKey) return;
    if (target === q) {
      if (key === "ArrowDown") return act(() => move(1));
      if (key === "ArrowUp") return act(() => move(-1));
      if (key === "Enter") return act(open);
      if (key === "Escape") return act(() => { q.value = ""; search(); });
      return;
    }
    if (key === "Escape") return act(() => q.focus());
    if (inField(target)) return;
    if (key === "/") return act(() => { q.focus(); q.select(); });
    if (key === "?") return act(() => help.showModal());
  });

  refer();
  if (q.value) { select(active()); preview(); }
})();
