/* What the page's own parts cannot do: the document's language, copying quotes, going to a new answer and saying it. */
(() => {
  const root = document.documentElement;
  root.lang = "zh-Hans";
  let answers = 0;
  let open = new Set();
  let region = null;
  let drawing = 0;

  const say = (text) => {
    if (!region) {
      region = document.createElement("div");
      region.className = "unseen";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = text;
  };

  /* A quote's button takes that quote; the answer's takes all: text, quotes verbatim, places, units. */
  const plain = (part) =>
    [...part.querySelectorAll(".said, blockquote, cite, .units")]
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

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("#talk .copy");
    if (!button) return;
    await write(plain(button.closest(".quote") || button.closest(".card")));
    button.classList.add("copied");
    say(button.querySelector(".done").textContent);
    setTimeout(() => button.classList.remove("copied"), 2000);
  });

  document.addEventListener("change", (event) => {
    if (event.target.closest("#language")) root.lang = event.target.value === "auto" ? "zh-Hans" : event.target.value;
  });

  const folds = () => [...document.querySelectorAll("#talk details")];
  document.addEventListener("toggle", (event) => {
    const place = folds().indexOf(event.target);
    if (place >= 0) open[event.target.open ? "add" : "delete"](place);
  }, true);

  /* The talk is drawn anew with each answer: what was unfolded is unfolded again, the new question comes into view. */
  const drawn = () => {
    const cards = document.querySelectorAll("#talk .card");
    if (cards.length < answers) open = new Set();
    folds().forEach((fold, place) => { if (open.has(place)) fold.open = true; });
    if (cards.length > answers) {
      const last = cards[cards.length - 1];
      last.closest(".exchange").scrollIntoView({ block: "start" });
      say([...last.querySelectorAll(".status, .said")].map((e) => e.textContent).join(" "));
    }
    answers = cards.length;
  };

  const named = (group) => {
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", group.querySelector("[data-testid=block-info]")?.textContent.trim() || "");
    group.querySelectorAll("input").forEach((input) => { input.name = "language"; });
  };

  new MutationObserver((changes) => {
    if (changes.some((change) => change.target.closest?.("#talk"))) {
      clearTimeout(drawing); /* emptied, then filled: one drawing */
      drawing = setTimeout(drawn, 40);
    }
    const group = document.querySelector("#language");
    if (group) named(group);
  }).observe(root, { childList: true, subtree: true });
})();
