import HoneCore

extension Pattern {
    /// PAT-019: JavaScript is minified, and each page loads what it needs.
    static let codeSplitting = Pattern(
        id: .codeSplitting,
        title: "Code splitting and minification",
        problem: """
            One script holds everything for every page, with its comments and long names, and stands in the head \
            without `defer`. The browser must fetch, parse and run all of it before it shows the first paragraph, on \
            a phone's processor, also on pages that use a tenth of it.
            """,
        when: """
            When a page loads much JavaScript that it does not run at the start, or when scripts block the parser. \
            Minify and defer always: it is an hour's work. Split by route and by rarely used feature (charts, \
            editors, maps). Not into dozens of tiny files: each costs a request, compresses worse and may wait for \
            another.
            """,
        how: [
            "First, without any tool: `defer` (or `type=\"module\"`) on every script; third-party tags with `async`.",
            "Minify with a bundler at build time; keep source maps for the error reports.",
            "Look at what is used: the Coverage panel of the browser's developer tools.",
            "Split at `import()`: by route, and where a feature begins with a click or a scroll.",
            "Put shared libraries into a chunk of their own, which changes seldom and so stays in caches.",
            "Name files by their content's hash and serve them with `immutable` (PAT-014), compressed ahead (PAT-013).",
            "Fetch what comes next while the browser is idle (`<link rel=\"modulepreload\">` or prefetch on hover).",
            "Set a size limit in CI, so that it does not grow back.",
        ],
        snippets: [
            Snippet(
                stack: "JavaScript (any stack, esbuild)", language: "sh",
                code: #"""
                    npx esbuild src/explore.js src/dashboard.js --bundle --minify --splitting --format=esm \
                      --sourcemap --entry-names='[name]-[hash]' --chunk-names='chunks/[name]-[hash]' \
                      --metafile=dist/meta.json --outdir=dist/assets
                    # In the page: <script type="module" src="/assets/dashboard-<hash>.js"></script>
                    """#),
            Snippet(
                stack: "JavaScript (in the page)", language: "javascript",
                code: #"""
                    // The charts are fetched when their place comes into view, and only there.
                    const place = document.querySelector("#charts");
                    const watcher = new IntersectionObserver(
                      async ([entry]) => {
                        if (!entry.isIntersecting) return;
                        watcher.disconnect();
                        const { drawCharts } = await import("./charts.js");
                        drawCharts(place);
                      },
                      { rootMargin: "200px" },
                    );
                    if (place) watcher.observe(place);
                    """#),
            Snippet(
                stack: "Node.js (Vite, React)", language: "javascript",
                code: #"""
                    // vite.config.js
                    import { defineConfig } from "vite";

                    export default defineConfig({
                      build: {
                        sourcemap: true,
                        rollupOptions: {
                          output: {
                            manualChunks(id) {
                              if (id.includes("node_modules")) return "vendor";
                            },
                          },
                        },
                      },
                    });

                    // Routes: const Dashboard = React.lazy(() => import("./Dashboard.jsx"));
                    // <Suspense fallback={<p>Loading…</p>}><Dashboard /></Suspense>
                    """#),
            Snippet(
                stack: "Python (Flask)", language: "python",
                code: #"""
                    import json
                    from pathlib import Path

                    # esbuild's metafile maps each source to its hashed file.
                    outputs = json.loads(Path("dist/meta.json").read_text())["outputs"]
                    scripts = {
                        Path(output["entryPoint"]).name: Path(name).name
                        for name, output in outputs.items() if "entryPoint" in output
                    }

                    @app.context_processor
                    def script_urls():
                        # {{ script("dashboard.js") }} in a template
                        return {"script": lambda name: f"/assets/{scripts[name]}"}
                    """#),
            Snippet(
                stack: "Python (Django)", language: "python",
                code: #"""
                    # settings.py. collectstatic writes hashed names; {% static %} resolves them. The bundler minified before.
                    STATICFILES_DIRS = [BASE_DIR / "dist"]
                    STORAGES = {
                        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
                        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
                    }
                    """#),
            Snippet(
                stack: "Ruby on Rails (import maps)", language: "ruby",
                code: #"""
                    # config/importmap.rb
                    pin "application"
                    pin "charts", preload: false # fetched at: const { drawCharts } = await import("charts")
                    """#),
            Snippet(
                stack: "PHP (Laravel, Vite)", language: "html",
                code: #"""
                    {{-- Each page names its own entry; Vite's manifest gives the hashed file and its chunks. --}}
                    @vite(['resources/css/app.css', 'resources/js/dashboard.js'])
                    """#),
        ],
        risk: """
            A script that relied on running at once, or on a global of another file, breaks. A chunk of an old \
            release is gone after a deployment and `import()` fails. A click waits for the network.
            """,
        mitigation: """
            Try each page in a browser after the change; keep the files of the last releases on the server; retry a \
            failed import once and then reload; fetch ahead what a click is likely to need; source maps and error reports.
            """,
        effortHours: 10,
        verification: "hone verify",
        sources: [
            "HTML Standard, the script element (defer, async, module): https://html.spec.whatwg.org/multipage/scripting.html#the-script-element",
            "ECMAScript, Import Calls: https://tc39.es/ecma262/#sec-import-calls",
            "esbuild, Splitting: https://esbuild.github.io/api/#splitting",
            "web.dev, Reduce JavaScript payloads with code splitting: https://web.dev/articles/reduce-javascript-payloads-with-code-splitting",
        ])
}
