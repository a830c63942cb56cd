// Draws every chart of the page from the JSON beside it. The library is loaded when the page with one has nothing else to do;
// a click on a point opens the customers behind it. The chart's table says the same without any script.
(() => {
  const own = document.currentScript;
  const { surface, ink } = window.zhikeLook;
  const charts = new Map();
  let library, printing = false;

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
  const chartOf = (id) => JSON.parse(document.querySelector(`script[data-chart-of="${CSS.escape(id)}"]`).textContent);
  const open = (event) => { if (event.data?.link) location.href = event.data.link; };

  // A thin line is hard to hit: on curves the nearest point to the pointer counts.
  const openNearest = (chart, drawn) => drawn.getZr().on("click", (event) => {
    const [x] = drawn.convertFromPixel({ seriesIndex: 0 }, [event.offsetX, event.offsetY]);
    const places = chart.categories.map((name) => Number.parseFloat(name) / 100);
    const nearest = places.reduce((best, place, at) => (Math.abs(place - x) < Math.abs(places[best] - x) ? at : best), 0);
    open({ data: { link: chart.series[0].links[nearest] } });
  });

  // What is painted with the next frame is too late for the paper, which may be narrower than the screen.
  const onPaper = (drawn, holder) => {
    drawn.getZr().flush();
    holder.querySelector("svg").setAttribute("viewBox", `0 0 ${drawn.getWidth()} ${drawn.getHeight()}`);
  };

  const draw = async (holder) => {
    const echarts = await load();
    const chart = chartOf(holder.id);
    charts.get(holder)?.dispose();
    const drawn = echarts.init(holder, null, { renderer: "svg" });
    drawn.setOption({ ...window.zhikeKinds[chart.kind](chart, holder), ...(printing && { animation: false }) });
    if (printing) onPaper(drawn, holder);
    if (chart.kind === "lorenz") openNearest(chart, drawn); else drawn.on("click", open);
    charts.set(holder, drawn);
  };

  // One chart after the other, so that the page answers in between.
  let last = Promise.resolve();
  const drawSoon = (holder) => {
    holder.dataset.drawn = "yes";
    last = last.then(() => new Promise((done) => { setTimeout(done); })).then(() => holder.isConnected && draw(holder)).catch(reportError);
  };

  const spark = (holder) => {
    const values = JSON.parse(holder.dataset.spark).filter((value) => value !== null);
    if (values.length < 2) return;
    const low = Math.min(...values), span = Math.max(...values) - low || 1;
    const points = values.map((value, at) => `${((at / (values.length - 1)) * 100).toFixed(2)},${(28 - ((value - low) / span) * 26).toFixed(2)}`).join(" ");
    holder.innerHTML = `<svg viewBox="0 0 100 30" preserveAspectRatio="none" width="100%" height="100%"><polyline points="${points}" fill="none" stroke="currentColor" stroke-width="1.5" vector-effect="non-scaling-stroke"/></svg>`;
  };

  const seen = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => { seen.unobserve(entry.target); drawSoon(entry.target); }), { rootMargin: "200px" });
  // Before the first chart comes near: printing waits for nobody, and the paper would stay empty.
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  const look = (root) => {
    if (root.querySelector("[data-chart]")) whenIdle(() => { load().catch(reportError); });
    root.querySelectorAll("[data-chart]:not([data-drawn])").forEach((holder) => seen.observe(holder));
    root.querySelectorAll("[data-spark]").forEach(spark);
  };
  document.addEventListener("htmx:after:swap", () => {
    [...charts].filter(([holder]) => !holder.isConnected).forEach(([holder, chart]) => { chart.dispose(); charts.delete(holder); });
    look(document);
  });
  document.addEventListener("zhike:theme", () => [...charts.keys()].forEach(draw));
  // A page is printed whole and at once: charts that nobody came near are drawn, too, and none grows.
  addEventListener("beforeprint", () => {
    printing = true;
    document.querySelectorAll("[data-chart]").forEach((holder) => { seen.unobserve(holder); holder.dataset.drawn = "yes"; draw(holder); });
  });
  addEventListener("afterprint", () => {
    printing = false;
    document.querySelectorAll("[data-chart]").forEach(draw);
  });
  new ResizeObserver(() => charts.forEach((chart) => chart.resize())).observe(document.body);

  // The picture has the chart's title and sentence, so that it can stand alone.
  const picture = async (id) => {
    const echarts = await load();
    const chart = chartOf(id), paper = document.createElement("div");
    const rows = ["triangle", "heat", "contrast", "rows", "weights"].includes(chart.kind) ? Math.max(chart.series.length, chart.categories.length * ["rows", "weights"].includes(chart.kind)) : 0;
    const drawn = echarts.init(paper, null, { renderer: "canvas", width: 1280, height: Math.max(640, 120 + rows * 34) });
    Object.defineProperty(paper, "clientWidth", { value: 1280 });
    const option = window.zhikeKinds[chart.kind](chart, paper);
    const below = 84;
    for (const part of [option.grid, option.matrix, option.legend, option.series[0].type === "treemap" && option.series[0]]) if (part) Object.assign(part, { top: (part.top || 0) + below, left: 12, right: 16, bottom: 12 });
    const painted = new Promise((resolve) => drawn.on("finished", resolve));
    drawn.setOption({ ...option, backgroundColor: surface(), title: { text: chart.title, subtext: chart.sentence, left: 4, top: 4, textStyle: { color: ink(), fontSize: 20 }, subtextStyle: { color: ink(), fontSize: 14, width: 1250, overflow: "break", lineHeight: 20 } } });
    await painted;
    const link = document.createElement("a");
    link.href = drawn.getDataURL({ pixelRatio: 2 });
    link.download = `${chart.id}.png`;
    link.click();
    drawn.dispose();
  };
  document.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-chart-picture]");
    if (wanted) picture(wanted.dataset.chartPicture);
  });
  look(document);
  document.documentElement.dataset.pageReady = "yes";
})();
