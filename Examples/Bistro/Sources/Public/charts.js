/*
 * Part 3: charts. Bars and lines on a canvas, rings and rows in SVG.
 *
 * Every chart takes plain values, { label, value }, and draws itself to the size of its element. The canvas charts
 * keep where they drew what, so that the pointer finds the value below it.
 */
Bistro.charts = (function () {
  var colours = ["#b3432b", "#c58a1e", "#4f7d4b", "#3e6d8e", "#7d4f78", "#8a7a66", "#d07f57", "#5c8f8a"];
  var inset = { left: 64, right: 12, top: 12, bottom: 34 };

  /** A round number at or above a value: 1, 2 or 5 times a power of ten. */
  function roundedUp(value) {
    if (value <= 0) {
      return 1;
    }
    var power = Math.pow(10, Math.floor(Math.log(value) / Math.LN10));
    var steps = [1, 2, 5, 10];
    for (var index = 0; index < steps.length; index += 1) {
      if (steps[index] * power >= value) {
        return steps[index] * power;
      }
    }
    return value;
  }

  /** Makes the canvas as fine as the screen, and gives its context in CSS pixels. */
  function prepared(canvas) {
    var ratio = window.devicePixelRatio || 1;
    var width = canvas.clientWidth || canvas.width;
    var height = Math.round(width * 0.41);
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    var context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = "12px Georgia, serif";
    return { context: context, width: width, height: height };
  }

  /** Draws the axis on the left with four lines across, and gives the scale. */
  function drawAxis(surface, greatest, format) {
    var context = surface.context;
    var top = roundedUp(greatest);
    var span = surface.height - inset.top - inset.bottom;
    context.strokeStyle = "#e6dccf";
    context.fillStyle = "#7a6c60";
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (var step = 0; step <= 4; step += 1) {
      var value = (top * step) / 4;
      var y = surface.height - inset.bottom - (span * step) / 4;
      context.beginPath();
      context.moveTo(inset.left, Math.round(y) + 0.5);
      context.lineTo(surface.width - inset.right, Math.round(y) + 0.5);
      context.stroke();
      context.fillText(format(value), inset.left - 8, y);
    }
    return function (value) {
      return surface.height - inset.bottom - (span * value) / top;
    };
  }

  /** Writes labels below the axis, leaving out as many as would overlap. */
  function drawLabels(surface, points, places) {
    var context = surface.context;
    var room = surface.width - inset.left - inset.right;
    var every = Math.max(1, Math.ceil((points.length * 52) / room));
    context.fillStyle = "#7a6c60";
    context.textAlign = "center";
    context.textBaseline = "top";
    points.forEach(function (point, index) {
      if (index % every === 0) {
        context.fillText(point.label, places[index], surface.height - inset.bottom + 8);
      }
    });
  }

  /** The middle of each value's share of the width. */
  function placesOf(points, surface) {
    var room = surface.width - inset.left - inset.right;
    return points.map(function (point, index) {
      return inset.left + (room * (index + 0.5)) / points.length;
    });
  }

  function greatestOf(points) {
    return points.reduce(function (greatest, point) {
      return Math.max(greatest, point.value);
    }, 0);
  }

  /** Shows the value nearest to the pointer in a small box that follows it. */
  function attachTip(canvas, points, places, format) {
    var tip = null;
    function hide() {
      if (tip) {
        tip.remove();
        tip = null;
      }
    }
    canvas.onmousemove = function (move) {
      var box = canvas.getBoundingClientRect();
      var x = move.clientX - box.left;
      var nearest = 0;
      places.forEach(function (place, index) {
        if (Math.abs(place - x) < Math.abs(places[nearest] - x)) {
          nearest = index;
        }
      });
      if (!tip) {
        tip = Bistro.dom.make("div", { class: "tip" });
        document.body.appendChild(tip);
      }
      tip.textContent = points[nearest].label + ": " + format(points[nearest].value);
      tip.style.left = move.pageX + 14 + "px";
      tip.style.top = move.pageY - 10 + "px";
    };
    canvas.onmouseleave = hide;
  }

  /** Upright bars. */
  function bars(canvas, points, format) {
    var surface = prepared(canvas);
    var places = placesOf(points, surface);
    var height = drawAxis(surface, greatestOf(points), format);
    var width = Math.max(2, (surface.width - inset.left - inset.right) / points.length - 3);
    surface.context.fillStyle = colours[0];
    points.forEach(function (point, index) {
      var y = height(point.value);
      surface.context.fillRect(places[index] - width / 2, y, width, surface.height - inset.bottom - y);
    });
    drawLabels(surface, points, places);
    attachTip(canvas, points, places, format);
  }

  /** A line with the area below it. */
  function line(canvas, points, format) {
    var surface = prepared(canvas);
    var context = surface.context;
    var places = placesOf(points, surface);
    var height = drawAxis(surface, greatestOf(points), format);
    var floor = surface.height - inset.bottom;

    function trace(values) {
      context.beginPath();
      values.forEach(function (value, index) {
        if (index === 0) {
          context.moveTo(places[index], height(value));
        } else {
          context.lineTo(places[index], height(value));
        }
      });
    }

    var values = points.map(function (point) {
      return point.value;
    });
    if (values.length > 0) {
      trace(values);
      context.lineTo(places[places.length - 1], floor);
      context.lineTo(places[0], floor);
      context.closePath();
      context.fillStyle = "rgba(62, 109, 142, .18)";
      context.fill();
      trace(values);
      context.strokeStyle = colours[3];
      context.lineWidth = 2;
      context.stroke();
      context.lineWidth = 1;
    }
    drawLabels(surface, points, places);
    attachTip(canvas, points, places, format);
  }

  /** A ring whose parts are the values' shares, with a legend beside it. */
  function ring(element, points) {
    var svg = Bistro.dom.makeSVG("svg", { viewBox: "0 0 420 220", role: "img" });
    var total = points.reduce(function (sum, point) {
      return sum + point.value;
    }, 0);
    var radius = 78;
    var length = 2 * Math.PI * radius;
    var turned = 0;
    points.forEach(function (point, index) {
      var share = total === 0 ? 0 : point.value / total;
      var part = Bistro.dom.makeSVG("circle", {
        cx: 110, cy: 110, r: radius, fill: "none", stroke: colours[index % colours.length], "stroke-width": 34,
        "stroke-dasharray": share * length + " " + length, "stroke-dashoffset": -turned * length,
        transform: "rotate(-90 110 110)",
      });
      part.appendChild(Bistro.dom.makeSVG("title", {}, point.label + ": " + point.value));
      svg.appendChild(part);
      turned += share;
      var y = 110 - points.length * 13 + index * 26;
      svg.appendChild(
        Bistro.dom.makeSVG("rect", { x: 235, y: y, width: 14, height: 14, fill: colours[index % colours.length] })
      );
      var legend = point.label + " " + point.value + " (" + Math.round(share * 100) + " %)";
      svg.appendChild(Bistro.dom.makeSVG("text", { x: 258, y: y + 12 }, legend));
    });
    svg.appendChild(Bistro.dom.makeSVG("text", { x: 110, y: 115, "text-anchor": "middle" }, String(total)));
    Bistro.dom.clear(element);
    element.appendChild(svg);
  }

  /** Lying bars with their labels on the left; a value may link somewhere. */
  function rows(element, points, format) {
    var rowHeight = 26;
    var left = 150;
    var width = 420;
    var svg = Bistro.dom.makeSVG("svg", { viewBox: "0 0 " + width + " " + points.length * rowHeight, role: "img" });
    var greatest = Math.max(1, greatestOf(points));
    points.forEach(function (point, index) {
      var y = index * rowHeight;
      var group = Bistro.dom.makeSVG("g", {});
      var long = ((width - left - 60) * point.value) / greatest;
      group.appendChild(Bistro.dom.makeSVG("text", { x: left - 8, y: y + 17, "text-anchor": "end" }, point.label));
      group.appendChild(
        Bistro.dom.makeSVG("rect", {
          x: left, y: y + 4, width: Math.max(1, long), height: rowHeight - 8, rx: 3,
          fill: colours[index % colours.length],
        })
      );
      group.appendChild(Bistro.dom.makeSVG("text", { x: left + long + 8, y: y + 17 }, format(point.value)));
      if (point.title) {
        group.appendChild(Bistro.dom.makeSVG("title", {}, point.title));
      }
      if (point.href) {
        var link = Bistro.dom.makeSVG("a", { href: point.href });
        link.appendChild(group);
        svg.appendChild(link);
      } else {
        svg.appendChild(group);
      }
    });
    Bistro.dom.clear(element);
    element.appendChild(svg);
  }

  return { bars: bars, line: line, ring: ring, rows: rows };
})();

