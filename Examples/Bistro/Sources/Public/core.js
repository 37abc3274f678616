/*
 * Bistro's script, part 1: what every page needs.
 *
 * The parts are served one after the other as /assets/bistro.js, so that they share one namespace object and
 * nothing else. Nothing is minified and nothing is left out on pages that do not need it: this is how such
 * scripts are found, and what code splitting is for.
 */
var Bistro = {
  // Each part registers what it does when its page is ready: { explore: function () { ... } }.
  pages: {},
};

/* ---------------------------------------------------------------- elements */

Bistro.dom = {
  /** The first element that matches a selector, or null. */
  one: function (selector, within) {
    return (within || document).querySelector(selector);
  },

  /** All elements that match a selector, as a real array. */
  all: function (selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  },

  /**
   * Makes an element.
   *
   * Attributes whose name starts with "on" become listeners; "text" becomes the text content; "class" the class
   * names; everything else an attribute. Children are elements or strings.
   */
  make: function (tag, attributes, children) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      var value = attributes[name];
      if (value === undefined || value === null || value === false) {
        return;
      }
      if (name.indexOf("on") === 0) {
        element.addEventListener(name.slice(2), value);
      } else if (name === "text") {
        element.textContent = value;
      } else if (name === "class") {
        element.className = value;
      } else {
        element.setAttribute(name, value === true ? "" : value);
      }
    });
    (children || []).forEach(function (child) {
      element.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    });
    return element;
  },

  /** The same for SVG, whose elements live in a namespace of their own. */
  makeSVG: function (tag, attributes, text) {
    var element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.keys(attributes || {}).forEach(function (name) {
      element.setAttribute(name, attributes[name]);
    });
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  },

  /** Takes everything out of an element. */
  clear: function (element) {
    while (element.firstChild) {
      element.removeChild(element.firstChild);
    }
  },
};

/* ------------------------------------------------------------- text formats */

Bistro.format = {
  /** Cents as euros: 4850 becomes "€ 48.50" and 4800 becomes "€ 48". */
  money: function (cents) {
    var euros = Math.floor(cents / 100);
    var rest = cents % 100;
    var grouped = String(euros).replace(/\B(?=(\d{3})+(?!\d))/g, " ");
    return "€ " + grouped + (rest === 0 ? "" : "." + (rest < 10 ? "0" : "") + rest);
  },

  /** A day as people write it: "2025-03-04" becomes "4 March 2025". */
  day: function (text) {
    var parts = text.split("-").map(Number);
    return parts[2] + " " + Bistro.format.months[parts[1] - 1] + " " + parts[0];
  },

  /** A month on an axis: "2025-03" becomes "Mar 25". */
  month: function (text) {
    var parts = text.split("-");
    return Bistro.format.months[Number(parts[1]) - 1].slice(0, 3) + " " + parts[0].slice(2);
  },

  months: [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ],

  /** A date object as "YYYY-MM-DD", in local time. */
  isoDay: function (date) {
    function two(number) {
      return (number < 10 ? "0" : "") + number;
    }
    return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate());
  },

  /** Five stars, the full ones first. */
  stars: function (rating) {
    var full = Math.max(0, Math.min(5, Math.round(rating)));
    return "★★★★★".slice(0, full) + "☆☆☆☆☆".slice(0, 5 - full);
  },
};

/* -------------------------------------------------------------------- API */

/** An answer that was not a success. */
Bistro.APIError = function (status, code, message) {
  this.status = status;
  this.code = code;
  this.message = message;
};

Bistro.api = {
  /** Reads: resolves with the decoded JSON, rejects with an APIError. */
  get: function (path) {
    return Bistro.api.send("GET", path);
  },

  /** Writes, likewise. */
  post: function (path, body) {
    return Bistro.api.send("POST", path, body);
  },

  /** Sends a request with the session's token, if there is a session. */
  send: function (method, path, body) {
    var headers = { Accept: "application/json" };
    var session = Bistro.session && Bistro.session.current();
    if (session) {
      headers.Authorization = "Bearer " + session.token;
    }
    var options = { method: method, headers: headers };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    return fetch(path, options).then(function (response) {
      return response.text().then(function (text) {
        var content = Bistro.api.parsed(text);
        if (response.ok) {
          return content;
        }
        var error = (content && content.error) || { code: "unknown", message: "The kitchen did not answer." };
        // A token that is no longer good is as if there were none.
        if (response.status === 401 && session && Bistro.session) {
          Bistro.session.end();
        }
        throw new Bistro.APIError(response.status, error.code, error.message);
      });
    });
  },

  /** JSON, or null when the text is none. */
  parsed: function (text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      return null;
    }
  },
};

/* ------------------------------------------------------------------ toasts */

/** Shows a line at the lower right for some seconds. */
Bistro.toast = function (message, isBad) {
  var toast = Bistro.dom.make("div", { class: "toast" + (isBad ? " bad" : ""), role: "status", text: message });
  document.body.appendChild(toast);
  window.setTimeout(function () {
    toast.remove();
  }, 3500);
};

/* ----------------------------------------------------------- calling rarely */

/** A function that runs once the calls have stopped for so many milliseconds. */
Bistro.debounced = function (wait, action) {
  var timer = null;
  return function () {
    var self = this;
    var given = arguments;
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      action.apply(self, given);
    }, wait);
  };
};

/* --------------------------------------------------------------- sorted rows */

/** Compares by a key, numbers as numbers and everything else as text; equal ones by id, so that order is total. */
Bistro.comparing = function (key, descending) {
  var sign = descending ? -1 : 1;
  return function (left, right) {
    var a = left[key];
    var b = right[key];
    var order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
    return order === 0 ? left.id - right.id : sign * order;
  };
};

