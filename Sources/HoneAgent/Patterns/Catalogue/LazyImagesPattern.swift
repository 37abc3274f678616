import HoneCore

extension Pattern {
    /// PAT-018: images below the fold load late.
    static let lazyImages = Pattern(
        id: .lazyImages,
        title: "Lazy images",
        problem: """
            The page asks for every image at once. Those that nobody sees yet compete with the stylesheet, the script \
            and the large image at the top for the same bandwidth, and images without dimensions push the text about \
            when they arrive.
            """,
        when: """
            For images below the fold on pages with more than a screenful. Not for what is visible at the start, and \
            never for the largest visible image: loading that late makes Largest Contentful Paint worse. Not a cure \
            for images that are simply too large; resize them first.
            """,
        how: [
            "Find out what is above the fold on a phone and on a desktop; leave those images eager.",
            "Give the largest visible image `fetchpriority=\"high\"`.",
            "Give the others `loading=\"lazy\"` and `decoding=\"async\"`.",
            """
            Give every image `width` and `height` (the intrinsic ones; CSS may scale with `height: auto`), so that \
            its place is kept and nothing shifts.
            """,
            "Offer sizes with `srcset` and `sizes`, and AVIF or WebP through `<picture>`.",
            "Serve them under a fingerprinted name with a long lifetime (PAT-014).",
            "For background images and components use IntersectionObserver; for plain images the attribute is enough.",
        ],
        snippets: [
            Snippet(
                stack: "HTML (any stack)", language: "html",
                code: #"""
                    <!-- The first, visible image: now, and before the others -->
                    <img src="/img/hero-800.jpg" srcset="/img/hero-400.jpg 400w, /img/hero-800.jpg 800w"
                         sizes="(max-width: 600px) 100vw, 800px" width="800" height="450"
                         fetchpriority="high" alt="A long table in a garden">

                    <!-- Everything below the fold -->
                    <picture>
                      <source type="image/avif" srcset="/img/chef-17.avif">
                      <img src="/img/chef-17.jpg" width="320" height="240" loading="lazy" decoding="async"
                           alt="Chef Ana Lima at the stove">
                    </picture>
                    <style>img { max-width: 100%; height: auto }</style>
                    """#),
            Snippet(
                stack: "Swift (Hummingbird, Mustache)", language: "html",
                code: #"""
                    {{! `eager` is set by the handler for the first rows, which are above the fold }}
                    {{#chefs}}
                    <img src="{{image}}" width="320" height="240" alt="{{name}}"
                         {{^eager}}loading="lazy" decoding="async"{{/eager}}>
                    {{/chefs}}
                    """#),
            Snippet(
                stack: "Python (Flask, Jinja)", language: "html",
                code: #"""
                    {% for chef in chefs %}
                    <img src="{{ url_for('static', filename=chef.image) }}" width="320" height="240" alt="{{ chef.name }}"
                         {% if loop.index > 10 %}loading="lazy" decoding="async"{% endif %}>
                    {% endfor %}
                    """#),
            Snippet(
                stack: "Python (Django)", language: "html",
                code: #"""
                    {% for chef in chefs %}
                    <img src="{{ chef.photo.url }}" width="{{ chef.photo.width }}" height="{{ chef.photo.height }}"
                         alt="{{ chef.name }}"{% if forloop.counter > 10 %} loading="lazy" decoding="async"{% endif %}>
                    {% endfor %}
                    {# width and height open the file unless the ImageField has width_field and height_field #}
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "erb",
                code: #"""
                    <% chefs.each_with_index do |chef, index| %>
                      <%= image_tag chef.image_path, width: 320, height: 240, alt: chef.name,
                            loading: (index < 10 ? "eager" : "lazy"), decoding: "async" %>
                    <% end %>
                    """#),
            Snippet(
                stack: "PHP (Laravel, Blade)", language: "html",
                code: #"""
                    @foreach ($chefs as $chef)
                    <img src="{{ asset($chef->image) }}" width="320" height="240" alt="{{ $chef->name }}"
                         @if ($loop->index >= 10) loading="lazy" decoding="async" @endif>
                    @endforeach
                    """#),
        ],
        risk: """
            The visible image becomes lazy and the page looks slower. Images without dimensions shift the text. \
            Printing or a jump to the end of the page meets images that have not arrived.
            """,
        mitigation: """
            Decide by position and not by a rule for all; check Largest Contentful Paint and Cumulative Layout Shift \
            before and after on a phone's width; dimensions on every image.
            """,
        effortHours: 3,
        verification: "hone verify",
        sources: [
            "HTML Standard, lazy loading attributes: https://html.spec.whatwg.org/multipage/urls-and-fetching.html#lazy-loading-attributes",
            "web.dev, Browser-level image lazy loading: https://web.dev/articles/browser-level-image-lazy-loading",
            "web.dev, Optimize Largest Contentful Paint: https://web.dev/articles/optimize-lcp",
            "web.dev, Optimize Cumulative Layout Shift: https://web.dev/articles/optimize-cls",
        ])
}
