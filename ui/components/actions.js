// What HTML alone cannot do: tell the server which of our buttons was pressed, copy, print, scroll.
// Buttons carry data-galen="name" and further data-* values; the server checks all of them.
export default function ({ data, setTriggerValue }) {
  const say = (text) => {
    const region = document.getElementById("galen-said");
    if (region) region.textContent = text;
  };

  const copy = async (id, said) => {
    const from = document.getElementById(id);
    if (!from) return;
    try {
      await navigator.clipboard.writeText(from.dataset.link
        ? new URL(from.dataset.link, document.baseURI).href
        : from.textContent);
      say(said);
    } catch {
      say("Your browser did not allow copying.");
    }
  };

  const onClick = (event) => {
    const pressed = event.target.closest?.("[data-galen]");
    if (!pressed) return;
    const { galen: name, ...values } = pressed.dataset;
    if (pressed.tagName === "A") {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
    }
    if (name === "copy") copy(values.from, "Copied.");
    else if (name === "print") window.print();
    else {
      pressed.closest("[popover]")?.hidePopover();
      setTriggerValue("action", { name, ...values });
    }
  };

  // A panel that opens takes the focus; the browser gives it back when the panel closes.
  const onToggle = (event) => {
    if (event.newState === "open" && event.target.matches?.(".g-panel"))
      event.target.querySelector("button")?.focus();
  };

  document.addEventListener("click", onClick);
  document.addEventListener("toggle", onToggle, true);

  if (data?.reader) {
    const year = 365 * 24 * 3600;
    document.cookie = `galen_reader=${data.reader}; path=/; max-age=${year}; samesite=strict`;
  }
  const seen = (window.galenScrolledTo ??= new Set());
  if (data?.scroll_to && !seen.has(data.scroll_to)) {
    const find = (tries) => {
      const target = document.getElementById(data.scroll_to);
      if (target) {
        seen.add(data.scroll_to);
        target.scrollIntoView({ block: "start", behavior: "instant" });
      } else if (tries > 0) setTimeout(find, 50, tries - 1);
    };
    find(40);
  }

  return () => {
    document.removeEventListener("click", onClick);
    document.removeEventListener("toggle", onToggle, true);
  };
}
