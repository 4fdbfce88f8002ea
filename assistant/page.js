/* What the page's own parts cannot do: the document's language, copying, going to a new answer and saying it, and keeping
   the talk in this browser. */
const yuce = (() => {
  const root = document.documentElement;
  root.lang = "zh-Hans";
  if (window.self !== window.top) root.classList.add("embedded");
  let last = ""; /* the exchange drawn last */
  let looked = false; /* before that, nothing may be kept: an empty page would wipe the earlier talk */
  let restoring = false;
  let open = new Set();
  let region = null;
  let drawing = 0;
  let unkept = false; /* something was drawn that is not kept yet */

  const say = (text) => {
    if (!region) {
      region = document.createElement("div");
      region.className = "unseen";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = text;
  };

  /* What is kept stays in this browser. A browser may forbid it, or be full: then the talk ends with the page. */
  const store = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => {
      try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* goes on without */ }
    },
  };
  const kept = () => document.querySelector("#kept textarea, #kept input");
  const talk = () => { try { return JSON.parse(kept().value || "[]"); } catch { return []; } };
  const typed = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const hand = (text) => { /* to the page's own part, as if it was typed: the server looks at it and gives the talk back */
    typed(kept(), text);
    setTimeout(() => kept().dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true })));
  };

  const marked = (text) => { /* kept at once: whoever leaves the page right after loses nothing */
    store.set("yuce.talk", text);
    hand(text);
  };

  /* Where the server takes no more questions now: for how many seconds, told in the page's language and counted down. The
     question stays in the box. */
  let counting = 0;
  const crowded = () => document.querySelector("#crowded .crowded");
  const waited = (seconds) => {
    clearTimeout(counting);
    root.classList.toggle("waiting", seconds > 0);
    if (seconds <= 0) return;
    crowded().querySelector(".seconds").textContent = seconds;
    counting = setTimeout(() => waited(seconds - 1), 1000);
  };
  const declined = (response) => Number(response.headers.get("Retry-After")) || 0; /* for how many seconds */
  const busy = (seconds) => {
    const line = crowded().cloneNode(true);
    line.querySelector(".seconds").textContent = seconds;
    return line.textContent;
  };
  const fetched = window.fetch.bind(window);
  window.fetch = async (what, how) => {
    const response = await fetched(what, how);
    if (!String(what?.url || what).includes("/gradio_api/queue/join")) return response;
    const seconds = declined(response) || (response.status === 503 ? 5 : 0); /* the framework's own queue is full */
    waited(seconds);
    if (!seconds) return response;
    say(busy(seconds));
    return new Response("{}", { status: 429 }); /* without a sentence of its own the framework shows none */
  };

  const place = () => { /* the exchange that is being read, and how far down its beginning is */
    const all = [...document.querySelectorAll("#talk .exchange[id]")];
    const read = all.filter((e) => e.getBoundingClientRect().top < innerHeight / 3).pop() || all[0];
    return read ? [read.id, Math.round(read.getBoundingClientRect().top)] : null;
  };
  addEventListener("pagehide", () => {
    if (unkept && !restoring) keep(newestShown(), 0); /* the last moment to; another tab's talk is left alone */
    try { sessionStorage.setItem("yuce.place", JSON.stringify(place())); } catch { /* goes on without */ }
  });
  const back = () => {
    let found = null;
    try { found = JSON.parse(sessionStorage.getItem("yuce.place")); } catch { /* goes on without */ }
    const there = found && document.getElementById(found[0]);
    if (there) scrollBy({ top: there.getBoundingClientRect().top - found[1], behavior: "instant" });
    else [...document.querySelectorAll("#talk .exchange")].pop()?.scrollIntoView({ behavior: "instant" });
  };

  const begun = () => {
    const language = store.get("yuce.language");
    const input = [...document.querySelectorAll("#language input")][Number(language)];
    if (Number(language) > 0 && input) input.click();
    const text = store.get("yuce.talk");
    looked = true;
    if (!text) return;
    restoring = true;
    restore(text, 20);
  };
  const restore = (text, tries) => { /* on a slow machine the page's part may not listen yet: told again until it answers */
    hand(text);
    setTimeout(() => { if (restoring && tries && kept().value === text) restore(text, tries - 1); }, 3000);
  };

  /* A quote's button takes that quote; the answer's takes all: text, quotes verbatim, places, units. */
  const plain = (part) =>
    [...part.querySelectorAll(".said:not(.stale), blockquote, cite, .units")]
      .map((e) => (e.matches("cite") ? "——" : "") + (e.matches(".units") ? listed(e) : e.textContent))
      .join("\n");
  const listed = (units) =>
    units.querySelector("h4").textContent + ":" + [...units.querySelectorAll("li")].map((e) => e.textContent).join("、");

  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea"); /* no clipboard without https or localhost */
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  const copy = async (button) => {
    await write(plain(button.closest(".quote") || button.closest(".card")));
    button.classList.add("copied");
    say(button.querySelector(".done").textContent);
    setTimeout(() => button.classList.remove("copied"), 2000);
  };

  const again = (button) => {
    typed(document.querySelector("#question textarea"), button.closest(".exchange").querySelector(".put").textContent);
    setTimeout(() => document.querySelector("#send").click());
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#clear")) store.set("yuce.talk", ""); /* at once, whenever the page's parts follow */
    const button = event.target.closest("#talk button");
    if (button?.matches(".copy")) copy(button);
    if (button?.matches(".again")) again(button);
    const skip = event.target.closest("a.skip");
    if (skip) {
      event.preventDefault();
      document.querySelector("#question textarea").focus();
    }
  });

  const asking = (event) => { /* whoever asks before the earlier talk is there wants the answer, not the old place */
    if (event.target.closest?.("#scope")) return;
    if (event.target.closest?.("#dock") && (event.type === "click" || event.key === "Enter")) restoring = false;
  };
  document.addEventListener("click", asking, true);
  document.addEventListener("keydown", asking, true);

  /* The list of documents is filtered by what is typed in the place of the name that stands there. The framework filters at
     a key alone: Chinese is put in by an input method, or pasted, without one. */
  const naming = (event) => (event.target.matches?.("#scope input") ? event.target : null);
  for (const entering of ["focusin", "click"]) {
    document.addEventListener(entering, (event) => { const field = naming(event); if (field) setTimeout(() => field.select()); });
  }
  document.addEventListener("input", (event) => {
    naming(event)?.dispatchEvent(new KeyboardEvent("keydown", { key: "Process", bubbles: true }));
  });

  document.addEventListener("change", (event) => {
    if (!event.target.closest("#language")) return;
    const inputs = [...document.querySelectorAll("#language input")];
    const chosen = inputs.indexOf(event.target);
    root.lang = ["zh-Hans", "zh-Hans", "zh-Hant", "en"][chosen];
    store.set("yuce.language", chosen > 0 ? String(chosen) : "");
  });

  const folds = () => [...document.querySelectorAll("#talk details")];
  document.addEventListener("toggle", (event) => {
    const fold = folds().indexOf(event.target);
    if (fold >= 0) open[event.target.open ? "add" : "delete"](fold);
  }, true);

  /* The page's parts change one after the other: what is to be kept is what belongs to the talk that is shown. */
  const newestShown = () => [...document.querySelectorAll("#talk .exchange")].pop();
  const keep = (newest, tries = 40) => {
    const text = kept().value;
    const ends = talk().at(-1)?.row.id;
    if (newest ? newest.id === `a-${ends}` : !text || text === "[]") {
      store.set("yuce.talk", newest ? text : "");
      unkept = false;
    } else if (tries) setTimeout(() => keep(newestShown(), tries - 1), 100);
  };

  /* The talk is drawn anew with each answer: what was unfolded is unfolded again, a new exchange comes into view and a new
     answer is said, once. */
  const drawn = () => {
    if (!looked) return;
    if (restoring && !document.querySelector("#talk .talk")) return; /* the empty page; the earlier talk is on its way */
    const all = [...document.querySelectorAll("#talk .exchange")];
    const newest = all[all.length - 1];
    if (!newest) open = new Set();
    folds().forEach((fold, number) => { if (open.has(number)) fold.open = true; });
    if (newest?.querySelector(".seeking")) {
      newest.scrollIntoView({ block: "start" });
      return;
    }
    keep(newest);
    const name = newest ? newest.id : "";
    if (restoring) back();
    else if (newest && name !== last) {
      newest.scrollIntoView({ block: "start" });
      say([...newest.querySelectorAll(".status, .said")].map((e) => e.textContent).join(" "));
    }
    restoring = false;
    last = name;
  };

  /* What the page's own cleaning adds or takes away: our links open here, and the one to this page says so. */
  const linked = () => {
    document.querySelectorAll("#page a[target]").forEach((link) => {
      if (link.host === location.host) link.removeAttribute("target");
    });
    document.querySelectorAll("#nav a").forEach((link) => {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    });
  };

  const named = (group) => {
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", group.querySelector("[data-testid=block-info]")?.textContent.trim() || "");
    group.querySelectorAll("input").forEach((input) => { input.name = "language"; });
  };

  let ready = false;
  new MutationObserver((changes) => {
    if (changes.some((change) => change.target.closest?.("#talk"))) {
      clearTimeout(drawing); /* emptied, then filled: one drawing */
      unkept = looked;
      drawing = setTimeout(drawn, 40);
    }
    const group = document.querySelector("#language");
    if (group) named(group);
    linked();
    if (!ready && group && kept()) {
      ready = true;
      setTimeout(begun);
    }
  }).observe(root, { childList: true, subtree: true });

  return { say, talk, marked, declined, busy };
})();
