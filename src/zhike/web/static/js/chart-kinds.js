// One builder for each kind of chart: from the chart's data to what the library draws.
window.zhikeKinds = (() => {
  const look = window.zhikeLook;
  const { ink, quiet, faint, surface, said } = look;
  const narrow = (holder) => holder.clientWidth < 480;

  const tooltip = (chart, more) => ({
    renderMode: "richText", confine: true, backgroundColor: surface(), borderColor: faint(), borderWidth: 1, padding: [8, 12],
    textStyle: { color: ink(), fontSize: 13, fontFamily: look.font() }, valueFormatter: (value) => said(value, chart.unit), ...more,
  });
  // The legend wraps, each name in full; on a wide screen one of more than two lines is turned over instead.
  const gap = (holder) => (narrow(holder) ? 12 : 18);
  const legendLines = (chart, holder) => {
    const widths = chart.series.map((series) => 17 + gap(holder) + look.width(series.name, 13));
    let lines = 1, filled = 0;
    widths.forEach((width) => { if (filled && filled + width - gap(holder) > holder.clientWidth - 10) { lines += 1; filled = 0; } filled += width; });
    return lines;
  };
  const turns = (chart, holder) => !narrow(holder) && legendLines(chart, holder) > 2;
  const legendHeight = (chart, holder) => 16 + 24 * (turns(chart, holder) ? 1 : legendLines(chart, holder));
  const frame = (chart, holder, legend = chart.series.length > 1) => ({
    textStyle: { color: ink(), fontFamily: look.font() }, color: look.palette(), animation: false, aria: { enabled: true },
    grid: { left: 4, right: 14, top: legend ? legendHeight(chart, holder) : 14, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: legend ? { top: 0, left: 0, type: turns(chart, holder) ? "scroll" : "plain", icon: "roundRect", itemWidth: 12, itemHeight: 12, itemGap: gap(holder), textStyle: { color: ink(), fontSize: 13 }, pageTextStyle: { color: ink() }, pageIconColor: ink(), pageIconInactiveColor: faint() } : { show: false },
    tooltip: tooltip(chart, { ...(narrow(holder) ? { padding: [6, 8], textStyle: { color: ink(), fontSize: 11, fontFamily: look.font() } } : {}), trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { opacity: 0.12 } } }),
  });
  const everySecond = (ticks) => { let at = 0; return ticks.map((name) => (name && at++ % 2 ? "" : name)); };
  // On a narrow screen only some months keep their names, Januaries with their year among them.
  const ticks = (chart, holder) => {
    const filled = chart.ticks.filter(Boolean).length, january = chart.ticks.findIndex((name, at) => at && name.includes("\n"));
    if (!narrow(holder) || filled < 6) return chart.ticks;
    if (january < 0) return filled === chart.ticks.length ? chart.ticks : everySecond(chart.ticks);
    const step = filled === chart.ticks.length ? 3 : filled > 9 ? 12 : 6;
    return chart.ticks.map((name, at) => ((at - january) % step ? "" : name));
  };
  // Words that have no room side by side stand aslant, every one of them.
  const aslant = (chart, holder) => chart.categories.length <= 24 && chart.categories.every((name) => /^\D/.test(name))
    && chart.categories.reduce((sum, name) => sum + look.width(name, 12) + 12, 0) > holder.clientWidth - 60;
  // A few names have room in two lines where their longest word has: a word of Chinese may be broken anywhere.
  const wraps = (chart, holder) => {
    const band = (holder.clientWidth - 70) / chart.categories.length - 6;
    const fits = (name) => name.split(/\s+|(?<=[\u3400-\u9fff])/).every((word) => look.width(word, 12) <= band);
    return chart.categories.length <= 8 && chart.categories.every((name) => /^\D/.test(name) && fits(name) && look.width(name, 12) < 1.8 * band) ? band : 0;
  };
  const names = (chart, more = {}) => ({
    type: "category", data: chart.categories, axisLine: { lineStyle: { color: faint() } }, axisTick: { show: false },
    axisLabel: { color: quiet(), fontSize: 12, hideOverlap: true, lineHeight: 16, ...(chart.ticks.length ? { interval: 0, formatter: (_, at) => chart.ticks[at] ?? "" } : chart.wraps ? { interval: 0, hideOverlap: false, width: chart.wraps, overflow: "break" } : chart.aslant ? { interval: 0, rotate: 40, hideOverlap: false, width: 96, overflow: "truncate" } : chart.step ? { interval: chart.step - 1 } : {}), ...more },
  });
  const numbers = (unit, more = {}) => ({
    type: "value", axisLabel: { color: quiet(), fontSize: 12, formatter: (value) => said(value, unit, true), hideOverlap: true },
    splitLine: { lineStyle: { color: faint(), opacity: 0.7 } }, splitNumber: 4, minInterval: unit === "count" ? 1 : 0, ...more,
  });
  const link = (series, at) => (series.links || [])[at] || "";
  // What had not ended by the as-of day is drawn paler.
  const pale = (chart, at) => (at >= chart.categories.length - chart.unfinished ? { opacity: 0.4 } : {});
  const points = (chart, series) => series.values.map((value, at) => ({ value, link: link(series, at), itemStyle: { ...pale(chart, at), ...(chart.colours[at] && { color: look.colour(chart.colours[at], at) }) } }));
  const drawn = (chart, series, at, more) => ({ name: series.name, data: points(chart, series), color: look.colour(series.colour, at), cursor: series.links.length ? "pointer" : "default", ...more });
  // Names of one step on a narrow screen: left to itself the axis drops some and keeps others.
  const step = (chart, holder) => (narrow(holder) && chart.categories.length > 12 ? Math.ceil(chart.categories.length / 7) : 0);
  const xy = (chart, holder, each) => ({ ...frame(chart, holder), xAxis: names({ ...chart, ticks: ticks(chart, holder), step: step(chart, holder), wraps: wraps(chart, holder), aslant: !chart.ticks.length && aslant(chart, holder) }), yAxis: numbers(chart.unit), series: chart.series.map((series, at) => drawn(chart, series, at, each(series, at))) });

  const bars = (chart, holder) => {
    const drawn_ = xy(chart, holder, () => ({ type: "bar", barMaxWidth: 34, barGap: "8%", itemStyle: { borderRadius: [2, 2, 0, 0] } }));
    const most = Math.max(0, ...chart.series.flatMap((series) => series.values));
    // Shares of a whole end at the whole, not above it.
    return chart.unit === "share" && most > 0.8 && most <= 1 ? { ...drawn_, yAxis: { ...drawn_.yAxis, max: 1 } } : drawn_;
  };
  const stacked = (chart, holder) => xy(chart, holder, () => ({ type: "bar", stack: "all", barMaxWidth: 34, itemStyle: { borderColor: surface(), borderWidth: 0.5 } }));
  const histogram = (chart, holder) => xy(chart, holder, () => ({ type: "bar", barCategoryGap: "6%", itemStyle: { borderRadius: [2, 2, 0, 0] } }));
  const line = (chart) => ({ type: "line", symbol: "circle", symbolSize: 7, showSymbol: chart.categories.length < 40, lineStyle: { width: 2.25 } });
  const lines = (chart, holder) => xy(chart, holder, () => ({ ...line(chart), ...(chart.series.length === 1 ? { areaStyle: { opacity: 0.08 } } : {}) }));
  const pareto = (chart, holder) => ({
    ...xy(chart, holder, (_, at) => (at ? line(chart) : { type: "bar", barMaxWidth: 44, itemStyle: { borderRadius: [2, 2, 0, 0] } })),
    yAxis: numbers(chart.unit, { min: 0, max: 1, interval: 0.2 }),
  });

  // Names of two lines at most are broken; longer ones are cut, and stand in full in the table.
  const label = (chart, holder) => {
    const width = narrow(holder) ? 112 : holder.clientWidth > 900 ? 280 : 170;
    const breaks = narrow(holder) || chart.categories.every((name) => look.width(name, 12) < 1.8 * width);
    return { width, overflow: breaks ? "break" : "truncate" };
  };
  const rows = (chart, holder) => ({
    ...frame(chart, holder),
    xAxis: numbers(chart.unit, { splitNumber: narrow(holder) ? 2 : 4 }),
    yAxis: { ...names(chart, { ...label(chart, holder), lineHeight: 14, interval: 0, hideOverlap: false, color: ink() }), inverse: true },
    series: chart.series.map((series, at) => drawn(chart, series, at, {
      type: "bar", barMaxWidth: 16, barGap: "10%", itemStyle: { borderRadius: [0, 2, 2, 0] },
      label: { show: chart.series.length === 1, position: "right", color: ink(), formatter: (bar) => said(bar.value, chart.unit, true) },
    })),
  });

  // Weights for and against: bars to both sides of nothing, each side in its colour, each bar's number at its end.
  const weights = (chart, holder) => {
    const drawn_ = rows(chart, holder), most = Math.max(1, ...chart.series[0].values.map((value) => Math.abs(value ?? 0))) * (narrow(holder) ? 1.7 : 1.25);
    const bar = (value) => ({ value, itemStyle: { color: look.colour(value < 0 ? "against" : "for", 0), borderRadius: value < 0 ? [2, 0, 0, 2] : [0, 2, 2, 0] }, label: { position: value < 0 ? "left" : "right" } });
    const against = chart.series[0].values.some((value) => value < 0);
    return { ...drawn_, xAxis: { ...drawn_.xAxis, min: against ? -most : 0, max: most, axisLabel: { ...drawn_.xAxis.axisLabel, showMinLabel: false, showMaxLabel: false } }, series: [{ ...drawn_.series[0], data: chart.series[0].values.map(bar) }] };
  };

  const cells = (chart) => {
    const skipped = chart.kind === "triangle" ? 1 : 0;
    const sums = chart.kind === "triangle" && chart.unit !== "share" ? 1 : 0; // a row of sums would outshine all others
    const most = Math.max(0, ...chart.series.slice(sums).flatMap((series) => series.values.slice(skipped).filter((value) => value !== null)));
    return chart.series.flatMap((series, row) => series.values.map((value, at) => {
      if (value === null) return null;
      // To both sides of nothing: the side by its colour, how far by its strength; two usual distances are far.
      if (chart.kind === "contrast") return { value: [at, row, value], link: link(series, at), itemStyle: { color: look.colour(value < 0 ? "against" : "for", 0), opacity: 0.6 * Math.min(1, Math.abs(value) / 2), borderRadius: 3 }, label: { color: ink(), opacity: 1 } };
      const look_ = look.heat(at < skipped || row < sums || !most ? 0 : Math.min(8, Math.max(0, Math.round((8 * value) / most))));
      return { value: [at, row, value], link: link(series, at), itemStyle: { color: look_.fill, borderColor: surface(), borderWidth: 2, borderRadius: 3 }, label: { color: look_.ink } };
    })).filter(Boolean);
  };
  const grid = (chart, holder) => {
    const small = chart.kind === "triangle" ? 11 : 13;
    const head = { color: quiet(), fontSize: small }, bare = { color: "transparent", borderColor: "transparent", borderWidth: 0 };
    // More than a dozen columns are told by their colour: their numbers stand in the table, and every third head is named.
    const dense = chart.categories.length > 12 && chart.kind === "heat";
    // Heads of rows stand in one line: a range of numbers that is broken reads as two.
    const head_ = Math.max(narrow(holder) ? 44 : chart.kind === "triangle" ? 96 : 64, ...chart.series.map((series) => Math.min(look.width(series.name, small) + 20, chart.kind === "contrast" && !narrow(holder) ? 250 : 130)));
    const dim = (values, levelSize, every = 1) => ({ data: values.map((value, at) => (at % every ? { value, label: { show: false } } : { value })), levelSize, label: head, itemStyle: bare, dividerLineStyle: { color: "transparent", width: 0 } });
    return {
      ...frame(chart, holder, false),
      tooltip: tooltip(chart, { trigger: "item", formatter: (cell) => `${chart.series[cell.value[1]].name} · ${chart.categories[cell.value[0]]}\n${said(cell.value[2], chart.unit)}` }),
      matrix: {
        left: 0, right: 0, top: 0, bottom: 0, x: dim(chart.categories, 28, dense ? 3 : 1), y: dim(chart.series.map((series) => series.name), head_),
        body: { itemStyle: bare }, backgroundStyle: { color: "transparent", borderColor: "transparent", borderWidth: 0 },
        corner: { itemStyle: bare },
      },
      series: [{ type: "heatmap", coordinateSystem: "matrix", data: cells(chart), label: { show: !dense, fontSize: small, formatter: (cell) => (chart.unit === "share" && narrow(holder) ? said(Math.round(cell.value[2] * 100) / 100, "share") : said(cell.value[2], chart.unit, true)) }, emphasis: { itemStyle: { borderColor: ink(), borderWidth: 2 } } }],
    };
  };

  const tree = (chart, holder) => {
    const between = narrow(holder) ? "\n" : " · ";
    const [series] = chart.series, whole = series.values.reduce((sum, value) => sum + (value || 0), 0) || 1;
    const leaf = (name, at) => {
      const fill = look.colour(chart.colours[at], at), share = series.values[at] / whole, small = share < 0.06;
      return { name, value: series.values[at], link: link(series, at), itemStyle: { color: fill }, label: { color: look.readable(fill), fontSize: share < 0.025 ? 10 : small ? (narrow(holder) ? 10 : 11) : 13, lineHeight: small ? 14 : 18 } };
    };
    return {
      ...frame(chart, holder, false),
      tooltip: tooltip(chart, { trigger: "item", formatter: (at) => `${at.name}\n${said(at.value, chart.unit)} · ${said(at.value / whole, "share")}` }),
      series: [{
        type: "treemap", roam: false, nodeClick: false, breadcrumb: { show: false }, left: 0, right: 0, top: 0, bottom: 0, squareRatio: 1.2,
        itemStyle: { borderColor: surface(), borderWidth: 0, gapWidth: 3, borderRadius: 3 },
        label: { overflow: "break", padding: 0, formatter: (at) => (at.value / whole < 0.025 ? at.name : `${at.name}\n${said(at.value, chart.unit, true)}${at.value / whole < 0.06 ? "" : `${between}${said(at.value / whole, "share")}`}`) },
        emphasis: { itemStyle: { borderColor: ink(), borderWidth: 2 }, label: { show: true } },
        data: chart.categories.map(leaf).filter((at) => at.value > 0),
      }],
    };
  };

  // Shares over shares; a diagonal or the like is dashed. `filled` is the area below the first curve.
  const curves = (chart, holder, filled) => {
    const share = (more) => ({ ...numbers("share"), min: 0, max: 1, interval: 0.2, ...more });
    const at = (place) => Number.parseFloat(chart.categories[place]) / 100;
    const [, ...others] = chart.series;
    return {
      ...frame(chart, holder), xAxis: share({ name: chart.over, nameLocation: "middle", nameGap: 30, nameTextStyle: { color: quiet() } }), yAxis: share(),
      grid: { left: 4, right: 20, top: legendHeight(chart, holder), bottom: 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      tooltip: tooltip(chart, { trigger: "axis", axisPointer: { type: "line" }, formatter: (found) => `${chart.over}: ${said(found[0].value[0], "share")}\n${found.map((point) => `${point.seriesName}: ${said(point.value[1], "share")}`).join("\n")}` }),
      series: chart.series.map((series, order) => ({
        type: "line", name: series.name, showSymbol: !filled && !order && chart.categories.length < 15, color: look.colour(series.colour, order), triggerLineEvent: true, symbolSize: 9,
        lineStyle: order && (filled ? others.length : series.colour === "equality") ? { type: "dashed", width: 1.5 } : { width: order ? 1.75 : 2.5 }, areaStyle: order || !filled ? undefined : { opacity: 0.1 },
        data: series.values.map((value, place) => ({ value: [at(place), value], link: link(series, place) })).filter((point) => point.value[1] !== null),
      })),
    };
  };

  // A curve between the ends of its interval: the series are the curve, the lower and the upper end.
  const band = (chart, holder) => {
    const drawn_ = xy(chart, holder, () => line(chart)), [curve, low, high] = chart.series;
    const hidden = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } };
    const between = high.values.map((value, at) => (value === null ? null : value - low.values[at]));
    return {
      ...drawn_, legend: { show: false }, grid: { ...drawn_.grid, top: 14 },
      tooltip: tooltip(chart, { trigger: "axis", formatter: (found) => { const at = found[0].dataIndex; return `${chart.over}: ${chart.categories[at]}\n${chart.series.map((series) => `${series.name}: ${said(series.values[at], chart.unit)}`).join("\n")}`; } }),
      series: [
        { ...drawn_.series[0], symbolSize: 6, showSymbol: true, name: curve.name },
        { ...hidden, name: low.name, data: low.values },
        { ...hidden, name: high.name, data: between, areaStyle: { color: look.colour("", 0), opacity: 0.18 } },
      ],
    };
  };

  // What was, what is to be expected between the ends of its interval, and a plain guess: five series in this order. What is to
  // come begins where what was has ended.
  const forecast = (chart, holder) => {
    const drawn_ = xy(chart, holder, () => line(chart)), [was, expected, low, high, guess] = chart.series;
    const begin = expected.values.findIndex((value) => value !== null);
    const joined = (values) => values.map((value, at) => (at === begin - 1 ? was.values[at] : value));
    const end = { type: "line", stack: "ends", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
    const lows = joined(low.values), between = joined(high.values).map((value, at) => (value === null ? null : value - lows[at]));
    const dashed = (series, at, width, type) => ({ ...drawn_.series[at], data: joined(series.values), lineStyle: { width, type }, symbolSize: 6, showSymbol: at === 1 && chart.categories.length < 40 });
    return {
      ...drawn_, legend: { ...drawn_.legend, data: [was.name, expected.name, guess.name] },
      tooltip: tooltip(chart, { trigger: "axis", formatter: (found) => { const at = found[0].dataIndex; return [`${chart.over}: ${chart.categories[at]}`, ...chart.series.filter((series) => series.values[at] !== null).map((series) => `${series.name}: ${said(series.values[at], chart.unit)}`)].join("\n"); } }),
      series: [
        drawn_.series[0], dashed(expected, 1, 2.25, "solid"),
        // Bounds of both signs stack only where all values do.
        { ...end, name: low.name, data: lows, stackStrategy: "all" },
        { ...end, name: high.name, data: between, stackStrategy: "all", areaStyle: { color: look.colour(expected.colour, 1), opacity: 0.18 } },
        dashed(guess, 4, 1.5, "dashed"),
      ],
    };
  };

  // Flows between things: each category says "from → to".
  const ends = (chart) => chart.categories.map((name, at) => {
    const [source, target] = name.split(" → ");
    return { source, target, value: chart.series[0].values[at], link: link(chart.series[0], at) };
  });
  const nodes = (links) => [...new Set(links.flatMap(({ source, target }) => [source, target]))];
  const flow = (chart, holder) => ({
    ...frame(chart, holder, false),
    tooltip: tooltip(chart, { trigger: "item", formatter: (at) => (at.dataType === "edge" ? `${at.data.source} → ${at.data.target}\n${said(at.data.value, chart.unit)}` : `${at.name}${at.value === undefined ? "" : `\n${said(at.value, chart.unit)}`}`) }),
  });
  const plain = (name) => name.replace(/^\d+\. /, "");
  const sankey = (chart, holder) => {
    // Both sides have the order of the left one.
    const links = ends(chart), names_ = [...new Set([...links.map(({ source }) => source), ...links.map(({ target }) => target)].map(plain))];
    const place = (name) => names_.indexOf(plain(name));
    // Colours name both ends of a flow, so that a thing has its colour here, too.
    const named = new Map(chart.colours.flatMap((both, at) => { const [from, to] = both.split(" "); return [[links[at].source, from], [links[at].target, to]]; }));
    return {
      ...flow(chart, holder),
      series: [{
        type: "sankey", left: 4, right: narrow(holder) ? 70 : 120, top: 8, bottom: 8, nodeWidth: 14, nodeGap: narrow(holder) ? 8 : 12, draggable: false, links, layoutIterations: named.size ? 0 : 32,
        data: nodes(links).sort((one, other) => place(one) - place(other)).map((name) => ({ name, depth: Number.parseInt(name, 10) - 1, itemStyle: { color: look.colour(named.get(name) || "", place(name)) } })),
        label: { color: ink(), fontSize: narrow(holder) ? 10 : 12, formatter: (at) => plain(at.name) }, lineStyle: { color: "source", opacity: 0.3, curveness: 0.5 },
      }],
    };
  };
  const chord = (chart, holder) => {
    const links = ends(chart);
    return {
      ...flow(chart, holder),
      series: [{
        type: "chord", radius: narrow(holder) ? ["44%", "50%"] : ["62%", "68%"], padAngle: 3, minAngle: 4, links,
        data: nodes(links).map((name, at) => ({ name, itemStyle: { color: look.colour("", at) } })),
        label: { show: true, color: ink(), fontSize: narrow(holder) ? 10 : 12, width: narrow(holder) ? 72 : 150, overflow: "truncate" }, lineStyle: { color: "source", opacity: 0.35 },
      }],
    };
  };
  const lorenz = (chart, holder) => curves(chart, holder, true), curve = (chart, holder) => curves(chart, holder, false);
  return { bars, stacked, histogram, lines, pareto, rows, weights, heat: grid, contrast: grid, triangle: grid, tree, lorenz, curve, band, forecast, sankey, chord };
})();
