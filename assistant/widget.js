/* Embeds the chat: <script src="https://…/widget.js" async></script>. A button at the lower right opens it in a frame. */
(() => {
  const allowed = __ORIGINS__;
  const script = document.currentScript;
  const home = new URL(script.src);
  if (!allowed.includes(location.origin) && location.origin !== home.origin) {
    console.warn(`yuce: ${location.origin} is not among YUCE_WIDGET_ORIGINS`);
    return;
  }
  const english = (document.documentElement.lang || "").toLowerCase().startsWith("en");
  const words = english
    ? { open: "Policy questions", close: "Close", title: "YuCe · cross-border e-commerce policy" }
    : { open: "政策问答", close: "关闭", title: "渝策 · 重庆跨境电商政策问答" };

  const style = new CSSStyleSheet(); /* not an inline style: the site's own policy may forbid those */
  style.replaceSync(`
    :host { all: initial; }
    button { position: fixed; right: 18px; bottom: 18px; z-index: 2147483000; min-height: 48px; padding: 0 20px; border: 0; border-radius: 24px;
      background: #1d4f91; color: #fff; font: 600 16px/1.4 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; cursor: pointer; box-shadow: 0 4px 16px #0004; }
    button:hover { background: #163e73; }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #1d4f91; }
    iframe { position: fixed; right: 18px; bottom: 78px; z-index: 2147483000; width: min(420px, calc(100vw - 36px)); height: min(680px, calc(100vh - 100px));
      border: 1px solid #c5ced9; border-radius: 14px; background: #f5f7f9; box-shadow: 0 8px 32px #0003; }
    iframe[hidden] { display: none; }
    @media (max-width: 480px) { iframe { right: 8px; bottom: 74px; width: calc(100vw - 16px); height: calc(100vh - 86px); } }
    @media print { button, iframe { display: none; } }
  `);
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];
  const button = document.createElement("button");
  button.type = "button";
  let frame = null;

  const show = (open) => {
    if (open && !frame) {
      frame = document.createElement("iframe"); /* made on the first click: a visitor who does not ask loads nothing */
      frame.title = words.title;
      frame.allow = "clipboard-write";
      frame.src = new URL("/", home).href;
      root.prepend(frame);
    }
    if (frame) frame.hidden = !open;
    button.textContent = open ? words.close : words.open;
    button.setAttribute("aria-expanded", String(open));
    (open ? frame : button).focus({ preventScroll: true });
  };
  button.textContent = words.open;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => show(!frame || frame.hidden));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame && !frame.hidden) show(false);
  });
  root.append(button);
  const put = () => document.body.append(host);
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);
})();
