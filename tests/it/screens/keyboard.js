// Follows the focus through a page: what was reached, and whether it showed.
window.keyboard = (() => {
  "use strict";
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  // Of a group of choices the keyboard stops at one; what is out of sight is no stop.
  const isStop = (element) =>
    element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }) &&
    !(element.type === "radio" && !element.checked);
  // Those in open shadow trees, too.
  const within = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...within(one.shadowRoot)] : [one]));
  const stops = new Set(within(document).filter((one) => one.matches(CONTROLS) && isStop(one)));
  const focused = (root) => {
    const element = root.activeElement;
    return element?.shadowRoot ? focused(element.shadowRoot) : element;
  };
  // What changes where the focus is: the control itself, its label, or what is around it.
  const around = (element) => [element, element.closest("label"), element.parentElement, element.querySelector("*")];
  const look = (element) =>
    around(element).filter(Boolean).map((one) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, textDecorationLine } = getComputedStyle(one);
      return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, textDecorationLine].join();
    }).join("|");
  // A change that takes its time is looked at when it is done.
  const settle = () => document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish());
  focused(document)?.blur();
  settle();
  const before = new Map([...stops].map((element) => [element, look(element)]));
  const unseen = new Set();
  const reached = new Set();
  let last = null;
  let laps = 0;
  // From a frame the focus goes on through the page around it.
  const most = window.parent === window ? 3 : 8;
  const called = (element) => `${element.localName}${element.id ? `#${element.id}` : ""} “${element.computedName ?? ""}”`;
  const box = (element) => element.getBoundingClientRect();
  return {
    goesOn() {
      const element = focused(document) ?? document.body;
      // Past the end it goes on at the beginning; and a field can have several stops within it.
      if (element === document.body) return ++laps < most;
      if (reached.has(element)) return element === last;
      last = element;
      reached.add(element);
      settle();
      const shown = box(element.closest("label") ?? element);
      const isThere = shown.bottom > 0 && shown.top < innerHeight && shown.right > 0 && shown.left < innerWidth;
      if (!isThere || (before.has(element) && before.get(element) === look(element))) unseen.add(element);
      return true;
    },
    problems: () => [
      ...[...stops].filter((stop) => !reached.has(stop) && stop.isConnected).map((stop) => `not reached: ${called(stop)}`),
      ...[...unseen].map((stop) => `its focus is not seen: ${called(stop)}`),
    ],
  };
})();
