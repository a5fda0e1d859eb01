// What does not fit into a narrow page: parts that reach beyond its edges, where nothing lets them be scrolled to.
(() => {
  const width = WIDTH;
  const root = document.scrollingElement;
  const found = [];
  if (root.scrollWidth > width) found.push(`the page is ${root.scrollWidth} wide`);
  // What is long is scrolled down, not sideways.
  for (const body of document.querySelectorAll(".page__body")) {
    if (body.scrollWidth > body.clientWidth + 1) found.push(`the page's body is ${body.scrollWidth} wide`);
  }
  const isKept = (element) => {
    // Within something that scrolls by itself, or cuts off on purpose (as visually hidden words are), nothing is lost.
    for (let around = element; around && around !== root; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (around !== element && /auto|scroll/.test(style.overflowX)) return true;
      if (style.clipPath !== "none" || style.textOverflow === "ellipsis" || around.closest("svg")) return true;
    }
    return false;
  };
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width < 1 || box.height < 1 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (box.bottom < 0) continue; // above the page: the link past the navigation, until it has the focus
    if ((box.right > width + 1 || box.left < -1) && !isKept(element)) {
      const own = element.id ? `#${element.id}` : `.${element.getAttribute("class") ?? ""}`;
      found.push(`${element.localName}${own} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
    }
  }
  return found;
})()
