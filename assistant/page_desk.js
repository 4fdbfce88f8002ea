/* The dialogs with which something is left with the hotline. The forms come with the page, in its language. */
(() => {
  const dialog = document.createElement("dialog");
  dialog.id = "desk";
  let exchange = ""; /* the id of the answer that it is about */
  let opener = "";

  const kept = (id) => yuce.talk().find((e) => e.row.id === id);
  const mark = (id, fields) =>
    yuce.marked(JSON.stringify(yuce.talk().map((e) => (e.row.id === id ? { ...e, ...fields } : e))));
  const language = () => document.documentElement.lang;

  const send = async (where, fields) => {
    const body = JSON.stringify({ row: kept(exchange).row, language: language(), ...fields });
    const response = await fetch(where, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const said = await response.json().catch(() => ({}));
    const seconds = yuce.declined(response);
    if (seconds) throw new Error(yuce.busy(seconds));
    if (!response.ok) throw new Error(said.error || "");
    return said;
  };

  const show = (kind, button) => {
    const form = document.querySelector(`#forms form.${kind}`).cloneNode(true);
    form.noValidate = true;
    exchange = button.closest(".exchange").id.slice(2);
    opener = `#a-${exchange} .${kind === "verdict" ? "not_useful" : "hand"}`;
    const about = form.querySelector(".about .put");
    if (about) about.textContent = kept(exchange).question;
    const title = form.querySelector("h2");
    title.id = "desk-title";
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.lang = language();
    dialog.replaceChildren(form);
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
    form.querySelector("input, textarea").focus();
  };

  const trouble = (form, said) => {
    const line = form.querySelector(".trouble");
    line.textContent = said || form.querySelector(".lost").textContent;
    const field = form.querySelector("[name=contact], [name=reason]");
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };

  const submit = async (form) => {
    const handing = form.matches(".handover");
    const value = (name) => new FormData(form).get(name) || "";
    const button = form.querySelector(".submit");
    button.disabled = true;
    try {
      const fields = handing
        ? { contact: value("contact"), note: value("note"), seal: kept(exchange).seal || "" }
        : { verdict: "not_useful", reason: value("reason"), note: value("note") };
      const { receipt } = await send(handing ? "/page/handover" : "/page/verdict", fields);
      mark(exchange, handing ? { receipt } : { verdict: "not_useful" });
      form.querySelector(".number").textContent = receipt;
      form.classList.add("left");
      yuce.say(form.querySelector(".told").textContent);
      form.querySelector(".after .cancel").focus();
    } catch (error) {
      trouble(form, error instanceof TypeError ? "" : error.message);
    }
    button.disabled = false;
  };

  const useful = async (button) => {
    exchange = button.closest(".exchange").id.slice(2);
    const thanks = document.querySelector("#forms form.verdict .told").textContent.trim();
    const lost = document.querySelector("#forms form.verdict .lost").textContent;
    try {
      await send("/page/verdict", { verdict: "useful" });
      mark(exchange, { verdict: "useful" });
      yuce.say(thanks);
    } catch (error) {
      yuce.say((error instanceof TypeError ? "" : error.message) || lost);
    }
  };

  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.target);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest(".cancel")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    const there = document.querySelector(opener) || document.querySelector(`#a-${exchange} .acts button`);
    if (there) there.focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#talk .acts button");
    if (button?.matches(".useful")) useful(button);
    if (button?.matches(".not_useful")) show("verdict", button);
    if (button?.matches(".hand")) show("handover", button);
  });
})();
