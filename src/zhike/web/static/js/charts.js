// Draws every chart of the page from the JSON beside it. The library is loaded when the first chart comes near the window;
// a click on a point opens the customers behind it. The chart's table says the same without any script.
(() => {
  const own = document.currentScript;
  const zh = own.dataset.language === "zh";
  const palette = ["#0f5fd6", "#e07b00", "#0a8f7b", "#8a4fbf", "#c2395a", "#6b7280", "#b59a00", "#2aa3d9"];
  const charts = new Map();
  let library;

  const load = () => {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = own.dataset.echarts;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  };

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const ink = () => css("--tblr-body-color") || "#333";
  const faint = () => css("--tblr-border-color") || "#ddd";
  const surface = () => css("--tblr-bg-surface") || "#fff";
  const isDark = () => document.documentElement.getAttribute("data-bs-theme") === "dark";

  const group = (value, digits) => value.toLocaleString(zh ? "zh-CN" : "en", { maximumFractionDigits: digits });
  const short = (value) => {
    const units = zh ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"], [1e3, "K"]];
    const found = units.find(([size]) => Math.abs(value) >= size);
    return found ? group(value / found[0], 1) + found[1] : group(value, 2);
  };
  const said = (value, unit, brief = false) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "—";
    if (unit === "share") return group(value * 100, 1) + "%";
    return brief ? short(value) : group(value, unit === "money" ? 2 : 2);
  };

  const text = () => ({ color: ink(), fontFamily: css("--tblr-font-sans-serif") });
  const frame = (chart) => ({
    textStyle: text(),
    color: palette,
    animation: false,
    aria: { enabled: true },
    grid: { left: 8, right: 16, top: chart.series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    legend: chart.series.length > 1 ? { top: 0, type: "scroll", textStyle: { color: ink() } } : undefined,
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: "shadow" },
      valueFormatter: (value) => said(value, chart.unit),
      backgroundColor: surface(), borderColor: faint(), textStyle: { color: ink() },
    },
  });
  const names = { axisLabel: { color: ink(), hideOverlap: true }, axisLine: { lineStyle: { color: faint() } }, axisTick: { show: false } };
  const numbers = (unit) => ({
    type: "value", axisLabel: { color: ink(), formatter: (value) => said(value, unit, true), hideOverlap: true },
    splitLine: { lineStyle: { color: faint() } },
  });
  const point = (chart, series) => series.values.map((value, at) => ({ value, link: (series.links || [])[at] || "" }));

  const xy = (chart, type, extra = {}) => ({
    ...frame(chart),
    xAxis: { type: "category", data: chart.categories, ...names, axisLabel: { color: ink(), hideOverlap: true } },
    yAxis: numbers(chart.unit),
    series: chart.series.map((series) => ({ type, name: series.name, data: point(chart, series), ...extra })),
  });

  const hue = () => (isDark() ? ["#1b2a41", "#2f5fa8", "#7fb2ff"] : ["#eef4ff", "#8bb4f0", "#0f4fb5"]);
  const grid = (chart) => {
    const data = chart.series.flatMap((series) => series.values.map((value, at) => ({ value: [chart.categories[at], series.name, value], link: (series.links || [])[at] || "" })))
      .filter((cell) => cell.value[2] !== null);
    const most = Math.max(...data.map((cell) => cell.value[2]), chart.unit === "share" ? 0.01 : 1);
    const label = { show: true, formatter: (cell) => said(cell.value[2], chart.unit, true), fontSize: 11, color: ink() };
    return {
      ...frame({ ...chart, series: [1] }),
      tooltip: { ...frame(chart).tooltip, trigger: "item", formatter: (cell) => `${chart.over ? "" : ""}${cell.value[1]} · ${cell.value[0]}: ${said(cell.value[2], chart.unit)}` },
      visualMap: { show: false, min: 0, max: most, dimension: 2, inRange: { color: hue() } },
      matrix: {
        left: 4, right: 4, top: 4, bottom: 4,
        x: { data: chart.categories.map((value) => ({ value })), label: { color: ink(), fontSize: 11 }, itemStyle: { borderColor: faint() }, dividerLineStyle: { color: faint() } },
        y: { data: chart.series.map((series) => ({ value: series.name })), levelSize: chart.kind === "triangle" ? 96 : 64, label: { color: ink(), fontSize: 11 }, itemStyle: { borderColor: faint() }, dividerLineStyle: { color: faint() } },
        body: { itemStyle: { borderColor: faint() } }, corner: { itemStyle: { borderColor: faint() } },
        backgroundStyle: { borderColor: faint() },
      },
      series: [{ type: "heatmap", coordinateSystem: "matrix", data, label, emphasis: { itemStyle: { borderColor: ink(), borderWidth: 1 } } }],
    };
  };

  const builders = {
    bars: (chart) => xy(chart, "bar", { barMaxWidth: 36 }),
    stacked: (chart) => xy(chart, "bar", { stack: "all", barMaxWidth: 36 }),
    lines: (chart) => xy(chart, "line", { showSymbol: chart.categories.length < 40, symbolSize: 6 }),
    rows: (chart) => ({
      ...frame(chart),
      xAxis: numbers(chart.unit),
      yAxis: { type: "category", inverse: true, data: chart.categories, ...names, axisLabel: { color: ink(), width: 140, overflow: "truncate" } },
      series: chart.series.map((series) => ({ type: "bar", name: series.name, data: point(chart, series), barMaxWidth: 22, label: { show: chart.series.length === 1, position: "right", color: ink(), formatter: (bar) => said(bar.value, chart.unit, true) } })),
    }),
    heat: grid,
    triangle: grid,
    tree: (chart) => ({
      ...frame({ ...chart, series: [1] }),
      tooltip: { ...frame(chart).tooltip, trigger: "item", formatter: (leaf) => `${leaf.name}: ${said(leaf.value, chart.unit)}` },
      series: [{ type: "treemap", roam: false, nodeClick: false, breadcrumb: { show: false }, left: 0, right: 0, top: 0, bottom: 0, label: { formatter: (leaf) => `${leaf.name}\n${said(leaf.value, chart.unit, true)}` }, itemStyle: { borderColor: surface(), gapWidth: 2 }, data: chart.categories.map((name, at) => ({ name, value: chart.series[0].values[at], link: (chart.series[0].links || [])[at] || "", itemStyle: { color: palette[at % palette.length] } })) }],
    }),
    lorenz: (chart) => ({
      ...xy(chart, "line", { showSymbol: false }),
      xAxis: { type: "value", min: 0, max: 1, axisLabel: { color: ink(), formatter: (value) => said(value, "share", true) }, splitLine: { lineStyle: { color: faint() } } },
      yAxis: { type: "value", min: 0, max: 1, axisLabel: { color: ink(), formatter: (value) => said(value, "share", true) }, splitLine: { lineStyle: { color: faint() } } },
      series: chart.series.map((series, at) => ({ type: "line", name: series.name, showSymbol: false, lineStyle: at ? { type: "dashed", color: faint() } : {}, areaStyle: at ? undefined : { opacity: 0.08 }, data: series.values.map((value, place) => ({ value: [Number(chart.categories[place]), value], link: (series.links || [])[place] || "" })) })),
    }),
  };

  const draw = async (holder) => {
    const echarts = await load();
    const source = document.querySelector(`script[data-chart-of="${holder.id}"]`);
    const chart = JSON.parse(source.textContent);
    charts.get(holder)?.dispose();
    const drawn = echarts.init(holder, null, { renderer: "svg" });
    drawn.setOption(builders[chart.kind](chart));
    drawn.on("click", (event) => { if (event.data?.link) location.href = event.data.link; });
    charts.set(holder, drawn);
    holder.dataset.drawn = "yes";
  };

  const spark = (holder) => {
    const values = JSON.parse(holder.dataset.spark).filter((value) => value !== null);
    if (values.length < 2) return;
    const low = Math.min(...values), span = Math.max(...values) - low || 1;
    const points = values.map((value, at) => `${((at / (values.length - 1)) * 100).toFixed(2)},${(28 - ((value - low) / span) * 26).toFixed(2)}`).join(" ");
    holder.innerHTML = `<svg viewBox="0 0 100 30" preserveAspectRatio="none" width="100%" height="100%"><polyline points="${points}" fill="none" stroke="currentColor" stroke-width="1.5" vector-effect="non-scaling-stroke"/></svg>`;
  };

  const seen = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => { seen.unobserve(entry.target); draw(entry.target); }), { rootMargin: "200px" });
  const look = (root) => {
    root.querySelectorAll("[data-chart]:not([data-drawn])").forEach((holder) => seen.observe(holder));
    root.querySelectorAll("[data-spark]").forEach(spark);
  };
  document.addEventListener("htmx:after:swap", () => look(document));
  document.addEventListener("zhike:theme", () => charts.forEach((_, holder) => draw(holder)));
  new ResizeObserver(() => charts.forEach((chart) => chart.resize())).observe(document.body);
  document.addEventListener("click", async (event) => {
    const wanted = event.target.closest("[data-chart-picture]");
    if (!wanted) return;
    const echarts = await load();
    const source = document.querySelector(`script[data-chart-of="${wanted.dataset.chartPicture}"]`);
    const chart = JSON.parse(source.textContent);
    const paper = document.createElement("div");
    const drawn = echarts.init(paper, null, { renderer: "canvas", width: 1200, height: 600 });
    drawn.setOption({ ...builders[chart.kind](chart), backgroundColor: surface() });
    const link = document.createElement("a");
    link.href = drawn.getDataURL({ pixelRatio: 2 });
    link.download = `${chart.id}.png`;
    link.click();
    drawn.dispose();
  });
  look(document);
  document.documentElement.dataset.pageReady = "yes";
})();
