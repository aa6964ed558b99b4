// htmx under a strict policy: no style of its own, nothing evaluated, and a failure never passes in silence.
import htmx from "htmx.org";
import { say } from "./messages.js";

export function startHtmx() {
  Object.assign(htmx.config, {
    includeIndicatorStyles: false,
    allowEval: false,
    allowScriptTags: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    scrollIntoViewOnBoost: false,
    defaultSwapStyle: "outerHTML",
  });
  const words = document.body.dataset;
  // What was left empty does not stand in the address.
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, parameters } = event.detail;
    if (verb === "get") for (const [name, value] of [...Object.entries(parameters)]) if (value === "") delete parameters[name];
  });
  document.addEventListener("htmx:responseError", (event) => {
    // A session that ended answers with the sign-in page; whoever reads it must land there, not inside a table.
    say(event.detail.xhr.status === 403 ? words.saidRefused : words.saidFailed);
  });
  document.addEventListener("htmx:sendError", () => say(words.saidOffline));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr.responseURL;
    if (answer && new URL(answer).pathname === words.signIn) {
      event.detail.shouldSwap = false;
      window.location.assign(`${words.signIn}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
    }
  });
  const mark = (busy) => (event) => event.detail.target?.toggleAttribute("aria-busy", busy);
  document.addEventListener("htmx:beforeRequest", mark(true));
  document.addEventListener("htmx:afterRequest", mark(false));
}
