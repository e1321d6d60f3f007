/** Words for everything that is cut off, beside its panel, over other words or wider than the page. */
() => {
  const SLACK = 2;
  const found = new Set();
  const name = (element) => {
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} “${words}”`;
  };
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.add(`the page is ${root.scrollWidth} wide in ${innerWidth}`);

  /** Seen, and no text that only a screen reader gets. */
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest(".visually-hidden, [hidden], dialog:not([open])");
  const scrolls = (style, axis) => ["auto", "scroll"].includes(style[`overflow${axis}`]);

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === "" || element.closest("svg, select, noscript, style, script") || !isSeen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    if (boxes.length > 0) texts.push({ element, boxes });
  }

  for (const { element, boxes } of texts) {
    let [freeX, freeY] = [false, false];
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      const bounds = box.getBoundingClientRect();
      const holds = box.matches(".sheet, .btn, .hold, .key, .choice, .kept, .bar, .tray, .foot, .day li, kbd") || style.overflowX !== "visible";
      if (holds && style.display !== "inline") {
        const wide = !freeX && boxes.some(({ left, right }) => left < bounds.left - SLACK || right > bounds.right + SLACK);
        const high = !freeY && boxes.some(({ top, bottom }) => top < bounds.top - SLACK || bottom > bounds.bottom + SLACK);
        const scrolledX = scrolls(style, "X") && box.scrollWidth > box.clientWidth;
        const scrolledY = scrolls(style, "Y") && box.scrollHeight > box.clientHeight;
        if (wide && !scrolledX) found.add(`${name(element)} is beside ${name(box)}`);
        if (high && !scrolledY) found.add(`${name(element)} is above or under ${name(box)}`);
        freeX ||= scrolledX;
        freeY ||= scrolledY;
      }
      if (style.position === "fixed") break;
    }
  }

  for (const panel of document.querySelectorAll(".sheet, .choice, .kept, .motion, .act, .key, .bar, .tray")) {
    const style = getComputedStyle(panel);
    if (!isSeen(panel) || scrolls(style, "Y") || style.display === "inline") continue;
    if (panel.scrollHeight > panel.clientHeight + SLACK && style.overflowY !== "visible")
      found.add(`${name(panel)} holds ${panel.scrollHeight} px in ${panel.clientHeight}`);
  }

  /** What floats over the page by design: the rest, the heads of tables too, can be scrolled from under it. */
  const floats = (element) => {
    for (let box = element; box; box = box.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(box).position) && !box.matches("thead, th")) return true;
    return false;
  };
  const inView = texts.flatMap(({ element, boxes }) => boxes.map((box) => ({ element, box })));
  inView.sort((one, other) => one.box.top - other.box.top);
  for (const [i, one] of inView.entries())
    for (let j = i + 1; j < inView.length && inView[j].box.top < one.box.bottom; j++) {
      const other = inView[j];
      if (one.element === other.element || one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      const centre = { x: Math.max(one.box.left, other.box.left) + width / 2, y: Math.max(one.box.top, other.box.top) + height / 2 };
      if (width < 4 || height < 0.35 * Math.min(one.box.height, other.box.height)) continue;
      const seen = (element) => document.elementsFromPoint(centre.x, centre.y).includes(element);
      if (floats(one.element) !== floats(other.element)) continue;
      if (seen(one.element) && seen(other.element)) found.add(`${name(one.element)} lies over ${name(other.element)}`);
    }
  return [...found];
}
