import HoneCore

extension Pattern {
    /// PAT-012: an application cache with time to live.
    static let applicationCache = Pattern(
        id: .applicationCache,
        title: "Application caching",
        problem: """
            The same question is answered from the start every time: the same statements with the same parameters \
            over rows that have not changed, followed by the same serialising. The work grows with the traffic \
            although the content does not.
            """,
        when: """
            When the evidence shows the same request, the same statements and the same answer again and again, and \
            the business can name how old an answer may be. Not for what must be true at this instant (a balance, the \
            last seat); not for answers of one user that are seldom asked twice; and not instead of an index or of \
            eager loading: a cache in front of a slow query leaves the first visitor, and every visitor after an \
            expiry, with the slow query.
            """,
        how: [
            """
            Choose by hit rate × cost: the endpoints that are asked often, cost much and change seldom. Write down \
            for each how stale it may be; that is the time to live.
            """,
            """
            Put everything the answer depends on into the key: path, parameters in a fixed order, tenant or user, \
            language, and a version of the format. A missing part shows one user's answer to another.
            """,
            """
            Let one request compute and the others wait for it (single flight), or a popular key that expires sends \
            all of them to the database at once. Spread the expiries with some jitter.
            """,
            """
            Invalidate by tag after the transaction has committed, never before: a reader in between would put the \
            old rows back for a whole time to live.
            """,
            "Bound the memory and evict by use; cache \"not found\" briefly; never cache an error.",
            "Two tiers when there are several processes: a small one in the process, a shared one behind it.",
            "Export hits, misses, evictions and age. Below the hit rate that pays, take the cache out again.",
        ],
        snippets: [
            Snippet(
                stack: "Swift (Hummingbird)", language: "swift",
                code: #"""
                    // One process, one flight per key. An actor hop costs little against the query that it saves.
                    actor AnswerCache<Value: Sendable> {
                        private var answers: [String: (value: Value, expires: ContinuousClock.Instant)] = [:]
                        private var flights: [String: Task<Value, any Error>] = [:]
                        private var generation = 0
                        private let capacity: Int

                        init(capacity: Int) { self.capacity = capacity }

                        func value(
                            _ key: String, for lifetime: Duration, compute: @escaping @Sendable () async throws -> Value
                        ) async throws -> Value {
                            if let answer = answers[key], answer.expires > .now { return answer.value }
                            if let flight = flights[key] { return try await flight.value }
                            let born = generation
                            let flight = Task { try await compute() }
                            flights[key] = flight
                            defer { if flights[key] == flight { flights[key] = nil } }
                            let value = try await flight.value
                            if born == generation {  // nothing was invalidated while it was being computed
                                if answers.count >= capacity, let first = answers.keys.first { answers[first] = nil }
                                answers[key] = (value, .now + lifetime * Double.random(in: 0.9...1.1))
                            }
                            return value
                        }

                        /// Call it after the commit.
                        func invalidate(prefix: String) {
                            generation += 1
                            answers = answers.filter { !$0.key.hasPrefix(prefix) }
                            flights = flights.filter { !$0.key.hasPrefix(prefix) }
                        }
                    }
                    """#),
            Snippet(
                stack: "Python (Flask)", language: "python",
                code: #"""
                    from flask_caching import Cache

                    # One process: SimpleCache. Several workers share nothing with it: take RedisCache for those.
                    cache = Cache(app, config={"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": 1000})

                    @cache.memoize(timeout=300)  # the arguments are part of the key
                    def product_page(page, cuisine):
                        return [product.to_dict() for product in find_products(page, cuisine)]

                    def save_product(product):
                        db.session.add(product)
                        db.session.commit()
                        cache.delete_memoized(product_page)  # after the commit
                    """#),
            Snippet(
                stack: "Python (Django)", language: "python",
                code: #"""
                    from django.core.cache import cache
                    from django.db import transaction

                    def products(page, cuisine):
                        version = cache.get_or_set("products:version", 1, None)
                        key = f"products:{version}:{page}:{cuisine}"
                        return cache.get_or_set(key, lambda: list(query_products(page, cuisine)), 300)

                    def save_product(product):
                        with transaction.atomic():
                            product.save()
                            transaction.on_commit(forget_products)

                    def forget_products():
                        try:
                            cache.incr("products:version")  # every key above is out of date at once
                        except ValueError:
                            pass  # nothing has been cached yet
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "ruby",
                code: #"""
                    # The key carries the version of the newest row, so there is nothing to invalidate.
                    def products
                      scope = Product.where(cuisine: params[:cuisine]).order(:id)
                      key = ["products/v1", params[:cuisine], Product.maximum(:updated_at), Product.count]
                      Rails.cache.fetch(key, expires_in: 5.minutes, race_condition_ttl: 10.seconds) do
                        scope.map { |product| product.slice(:id, :name, :price) }
                      end
                    end
                    """#),
            Snippet(
                stack: "PHP (Laravel 11)", language: "php",
                code: #"""
                    // Fresh for 5 minutes; for 5 more the old answer is served while one request computes the new one.
                    $version = Cache::get('products:version', '0');
                    $key = "products:{$version}:{$page}:{$cuisine}";
                    $products = Cache::flexible($key, [300, 600], fn () => Product::where('cuisine', $cuisine)
                        ->orderBy('id')->forPage($page, 20)->get()->toArray());

                    // After the commit, not inside the transaction: every key above is out of date at once.
                    DB::afterCommit(fn () => Cache::forever('products:version', (string) Str::uuid()));
                    """#),
            Snippet(
                stack: "Node.js (Express)", language: "javascript",
                code: #"""
                    const { LRUCache } = require("lru-cache");

                    // fetchMethod runs once per key, however many requests wait for it.
                    const products = new LRUCache({
                      max: 1000,
                      ttl: 300_000,
                      ignoreFetchAbort: true, // after clear() whoever waits gets an answer, and it is not stored
                      fetchMethod: async (key) => {
                        const { page, cuisine } = JSON.parse(key);
                        return queryProducts(page, cuisine);
                      },
                    });

                    app.get("/api/products", async (req, res) => {
                      const { page = 1, cuisine = null } = req.query;
                      res.json(await products.fetch(JSON.stringify({ page, cuisine })));
                    });
                    app.post("/api/products", async (req, res) => {
                      const product = await insertProduct(req.body); // has committed when it returns
                      products.clear();
                      res.status(201).json(product);
                    });
                    """#),
        ],
        risk: """
            Stale answers after a write; one user's answer shown to another because the key is incomplete; a stampede \
            when a popular key expires; memory that grows with the number of keys that strangers can invent.
            """,
        mitigation: """
            Read after write in the tests (Hone's equivalence gate does); a key made of everything the answer depends \
            on; single flight and jitter; a bound on entries and on the length of a key; a switch that turns the cache off.
            """,
        effortHours: 8,
        verification: "hone verify",
        sources: [
            """
            A. Vattani, F. Chierichetti, K. Lowenstein, Optimal Probabilistic Cache Stampede Prevention, \
            PVLDB 8(8), 2015
            """,
            "R. Nishtala et al., Scaling Memcache at Facebook, NSDI 2013 (leases against stale sets)",
            "RFC 5861, HTTP Cache-Control Extensions for Stale Content",
            "Rails Guides, Caching with Rails: https://guides.rubyonrails.org/caching_with_rails.html",
        ])
}
