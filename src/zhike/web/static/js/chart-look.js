// How charts look: colours from css/charts.css in the theme now shown, numbers as people of the language say them.
window.zhikeLook = (() => {
  const { language, currency } = document.currentScript.dataset;
  const zh = language === "zh", locale = zh ? "zh-CN" : "en";
  const symbol = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(0).find((part) => part.type === "currency").value;

  // Asking for a style makes the browser lay the page out: each is asked for once in a theme.
  const known = new Map();
  document.addEventListener("zhike:theme", () => known.clear());
  const once = (name, find) => { if (!known.has(name)) known.set(name, find()); return known.get(name); };
  const css = (name) => once(name, () => getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  // A theme's colours may be mixed from others, which a picture cannot resolve: one painted pixel says what they are.
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const resolved = (name, otherwise) => once(`${name} resolved`, () => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name}, ${otherwise})`;
    document.body.append(probe);
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
    return `rgba(${red},${green},${blue},${(alpha / 255).toFixed(3)})`;
  });
  const ink = () => resolved("--tblr-body-color", "#333");
  const quiet = () => resolved("--tblr-secondary", "#667");
  const faint = () => resolved("--tblr-border-color", "#ddd");
  const surface = () => resolved("--tblr-bg-surface", "#fff");
  const palette = () => [1, 2, 3, 4, 5, 6, 7, 8].map((at) => css(`--zk-${at}`));
  const colour = (name, at) => (name && css(`--zk-${name}`)) || palette()[at % 8];

  const light = (hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // The one of dark and white that stands out more on a colour.
  const readable = (hex) => ((light(hex) + 0.05) ** 2 > 1.05 * 0.06 ? "#101828" : "#ffffff");
  const heat = (level) => ({ fill: css(`--zk-heat-${level}`), ink: css(`--zk-heat-ink-${level > 4 ? "high" : "low"}`) });

  const plain = (value, digits, least = 0) => value.toLocaleString(locale, { maximumFractionDigits: digits, minimumFractionDigits: least });
  const paper = document.createElement("canvas").getContext("2d");
  const width = (text, size) => { paper.font = `${size}px ${css("--tblr-font-sans-serif")}`; return paper.measureText(text).width; };
  const short = (value) => {
    const units = zh ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"], [1e3, "K"]];
    const found = Math.abs(value) < 1e4 ? undefined : units.find(([size]) => Math.abs(value) >= size);
    return found ? plain(value / found[0], 1) + found[1] : plain(value, value < 100 ? 2 : 0);
  };
  const said = (value, unit, brief = false) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "—";
    if (unit === "share") return plain(value * 100, 1) + "%";
    const number = brief ? short(Math.abs(value)) : plain(Math.abs(value), 2, unit === "money" && Math.abs(value) % 1 >= 0.005 ? 2 : 0);
    return (value < 0 ? "−" : "") + (unit === "money" ? symbol : "") + number;
  };
  return { css, ink, quiet, faint, surface, palette, colour, readable, heat, said, width, font: () => css("--tblr-font-sans-serif") };
})();
