// The map of live bytes. A node is [name, kind, size, files, children]; the children's sizes sum to the node's.
const units = ["B", "kB", "MB", "GB", "TB", "PB"];

function bytes(size) {
  let unit = 0;
  let value = size;
  while (value >= 999.5 && unit + 1 < units.length) { value /= 1000; unit += 1; }
  if (unit === 0) return size + " B";
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + units[unit];
}

// Squarified layout (Bruls, Huizing, van Wijk 2000): areas are exactly proportional to sizes.
function layout(children, x, y, width, height) {
  const nodes = children.filter((child) => child[2] > 0).sort((a, b) => b[2] - a[2]);
  const total = nodes.reduce((sum, child) => sum + child[2], 0);
  const rectangles = [];
  if (total === 0 || width <= 0 || height <= 0) return rectangles;
  const scale = (width * height) / total;
  let start = 0;
  while (start < nodes.length) {
    const side = Math.min(width, height);
    let sum = 0;
    let worst = Infinity;
    let end = start;
    while (end < nodes.length) {
      const next = sum + nodes[end][2] * scale;
      const ratio = Math.max((side * side * nodes[start][2] * scale) / (next * next),
        (next * next) / (side * side * nodes[end][2] * scale));
      if (ratio > worst) break;
      worst = ratio;
      sum = next;
      end += 1;
    }
    const across = sum / side;
    let along = 0;
    for (const node of nodes.slice(start, end)) {
      const length = (node[2] * scale) / across;
      rectangles.push(width >= height
        ? { node, x, y: y + along, width: across, height: length }
        : { node, x: x + along, y, width: length, height: across });
      along += length;
    }
    if (width >= height) { x += across; width -= across; } else { y += across; height -= across; }
    start = end;
  }
  return rectangles;
}

// A package's code is its kind; those without a color of their own share one.
const kinds = { deb: "deb", pypi: "pypi", p: "package", c: "none" };
const kindOf = (code) => kinds[code] || (code.length > 1 ? "package" : undefined);
const headerHeight = 19;

class Treemap {
  constructor(figure, tree) {
    this.tree = tree;
    this.path = [tree.root];
    this.trail = figure.appendChild(Object.assign(document.createElement("div"), { className: "trail" }));
    this.area = figure.appendChild(Object.assign(document.createElement("div"), { className: "area" }));
    this.facts = figure.appendChild(Object.assign(document.createElement("p"), { className: "facts" }));
    this.facts.setAttribute("aria-live", "polite");
    // Maps of several images have one scale: both sides shrink, so that areas compare as bytes do.
    this.figure = figure;
    this.side = Math.sqrt(Number(getComputedStyle(figure).getPropertyValue("--share")) || 0);
    this.area.style.width = 100 * this.side + "%";
    this.area.setAttribute("role", "tree");
    this.area.setAttribute("aria-label", "Visible files, " + tree.label);
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.width = 0;
    new ResizeObserver(() => { if (this.area.clientWidth !== this.width) this.draw(); }).observe(this.area);
    this.draw();
  }

  get node() { return this.path[this.path.length - 1]; }

  title(node, parent) {
    switch (node[1]) {
      case "i": return "image";
      case "l": return "Layer " + node[0] + (this.tree.layers[node[0]] ? ": " + this.tree.layers[node[0]] : "");
      case "o": return parent && "di".includes(parent[1]) ? "other files" : "other files and smaller parts";
      case "f": return node[0] + "/";
      default: return node[0];
    }
  }

  describe(node, parent) {
    const share = this.tree.root[2] ? ((100 * node[2]) / this.tree.root[2]).toFixed(1) : "0.0";
    return this.title(node, parent) + ": " + bytes(node[2]) + " (" + node[2].toLocaleString("en") + " bytes), " +
      share + " % of the image, " + node[3].toLocaleString("en") + (node[3] === 1 ? " file" : " files");
  }

  // Directories and the rest have the color of their owner.
  color(node, path) {
    for (const item of [node, ...[...path].reverse()]) if (kindOf(item[1])) return kindOf(item[1]);
    return "";
  }

  draw(focus) {
    const width = (this.width = this.area.clientWidth);
    const height = Math.round(this.side * Math.min(520, Math.max(320, this.figure.clientWidth * 0.6)));
    this.area.style.height = height + "px";
    this.area.replaceChildren();
    const parts = this.node[4] || [];
    this.rectangles = layout(parts, 0, 0, width, height);
    this.tiles = this.rectangles.filter((r) => r.width * r.height >= 6).map((r) => this.tile(r, this.area, this.path, true));
    this.tiles.forEach((tile) => { tile.element.tabIndex = -1; });
    if (this.tiles.length) this.tiles[0].element.tabIndex = 0;
    this.trail.replaceChildren(...this.path.flatMap((node, depth) => this.crumb(node, depth)));
    this.facts.textContent = this.describe(this.node, this.path[this.path.length - 2]);
    if (focus) this.focus(this.tiles.find((tile) => tile.node === focus) || this.tiles[0]);
  }

  crumb(node, depth) {
    const text = this.title(node, this.path[depth - 1]);
    if (depth === this.path.length - 1) return [Object.assign(document.createElement("span"), { textContent: text })];
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", () => this.back(depth));
    return [button, " / "];
  }

  tile(rectangle, parent, path, isOuter) {
    const { node } = rectangle;
    const element = document.createElement("div");
    const isFrame = isOuter && Boolean(node[4]) && rectangle.width > 46 && rectangle.height > 40;
    element.className = "tile " + this.color(node, path) + (isFrame ? " frame" : "") + (node[4] ? " opens" : "");
    element.style.cssText = "left:" + rectangle.x + "px;top:" + rectangle.y + "px;width:" + rectangle.width +
      "px;height:" + rectangle.height + "px";
    element.dataset.size = node[2];
    element.append(document.createElement("i"));
    if (rectangle.width > 34 && rectangle.height > 17) {
      const label = document.createElement("span");
      label.textContent = this.title(node, path[path.length - 1]) +
        (isFrame || rectangle.width > 110 ? "  " + bytes(node[2]) : "");
      element.append(label);
    }
    element.addEventListener("mouseover", (event) => {
      event.stopPropagation();
      this.facts.textContent = this.describe(node, path[path.length - 1]);
    });
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      this.open(node[4] || isOuter ? [...path, node] : path);
    });
    if (isOuter) {
      element.setAttribute("role", "treeitem");
      element.setAttribute("aria-level", String(path.length));
      element.setAttribute("aria-label", this.describe(node, path[path.length - 1]));
      if (node[4]) element.setAttribute("aria-expanded", "false");
      element.addEventListener("focus", () => { this.facts.textContent = this.describe(node, path[path.length - 1]); });
    } else {
      element.setAttribute("aria-hidden", "true");
    }
    parent.append(element);
    if (isFrame) {
      for (const inner of layout(node[4], 3, headerHeight, rectangle.width - 7, rectangle.height - headerHeight - 4)) {
        if (inner.width * inner.height >= 6) this.tile(inner, element, [...path, node], false);
      }
    }
    return { ...rectangle, element };
  }

  focus(tile) {
    if (!tile) return;
    for (const other of this.tiles) other.element.tabIndex = -1;
    tile.element.tabIndex = 0;
    tile.element.focus({ preventScroll: false });
  }

  open(path) {
    if (!path[path.length - 1][4] || path.length === this.path.length) return;
    const hasFocus = this.area.contains(document.activeElement);
    this.path = path;
    this.draw();
    if (hasFocus) this.focus(this.tiles[0]);
  }

  back(depth) {
    if (depth < 0) return;
    const from = this.path[depth + 1];
    this.path = this.path.slice(0, depth + 1);
    this.draw(from);
  }

  key(event) {
    const tile = this.tiles.find((item) => item.element === document.activeElement);
    if (!tile || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) this.focus(this.neighbor(tile, step) || tile);
    else if (event.key === "Enter" || event.key === " ") this.open([...this.path, tile.node]);
    else if (event.key === "Escape" || event.key === "Backspace") this.back(this.path.length - 2);
    else if (event.key === "Home") this.focus(this.tiles[0]);
    else if (event.key === "End") this.focus(this.tiles[this.tiles.length - 1]);
    else return;
    event.preventDefault();
  }

  // The nearest tile whose middle lies in the direction.
  neighbor(tile, [right, down]) {
    const middle = (t) => [t.x + t.width / 2, t.y + t.height / 2];
    const [x, y] = middle(tile);
    let best = null;
    let least = Infinity;
    for (const other of this.tiles) {
      const [otherX, otherY] = middle(other);
      const ahead = (otherX - x) * right + (otherY - y) * down;
      if (other === tile || ahead <= 0.5) continue;
      const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right);
      if (ahead + 2 * aside < least) { least = ahead + 2 * aside; best = other; }
    }
    return best;
  }
}

const data = JSON.parse(document.getElementById("data").textContent);
for (const element of document.querySelectorAll(".script-only")) element.hidden = false;
const maps = [...document.querySelectorAll(".map")].map((figure) => new Treemap(figure, data.trees[figure.dataset.tree]));
for (const entry of document.querySelectorAll(".legend li")) {
  entry.hidden = !document.querySelector(".tile." + entry.className);
}
// For tests of the page and for whoever looks at it in a console.
window.imagescan = { maps, layout };
