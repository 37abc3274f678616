import HoneCore

extension Pattern {
    /// PAT-015: one query instead of N.
    static let eagerLoading = Pattern(
        id: .eagerLoading,
        title: "Eager loading (N+1 queries)",
        problem: """
            One query fetches a list, then a loop asks once more for each row, mostly through a lazy attribute that \
            does not look like a query. The number of statements grows with the data: the page is quick on the \
            developer's machine and slow in production.
            """,
        when: """
            When the evidence shows the same statement many times in one request with different parameters. The gain \
            is largest with a database server, where each query is a round trip. In SQLite a query is a function \
            call, and what is saved is the ORM's work and the opening of statements; a few repeats there are fine. \
            Not when the children are only counted (aggregate instead), and not by joining two collections at once, \
            which returns the product of both.
            """,
        how: [
            "Find the loop: `hone diagnose` names the endpoint, the statement and how often it ran.",
            "A parent for each row (many to one): join it into the first query.",
            "A collection for each row (one to many): one second query with `WHERE parent_id IN (…)`, joined in memory.",
            "A number for each row: `GROUP BY` in SQL, not `len()` of a loaded list.",
            """
            The newest few of each: a window function (`row_number() OVER (PARTITION BY …)`), since a LIMIT on an \
            eager load cuts the whole and not each.
            """,
            "Index the foreign key, or the one query scans the table that N queries searched.",
            "Make lazy loading an error in tests (raiseload, strict_loading, preventLazyLoading), so that it stays away.",
            "Assert the number of queries of each important endpoint in a test.",
        ],
        snippets: [
            Snippet(
                stack: "Swift (Hummingbird, GRDB)", language: "swift",
                code: #"""
                    struct Chef: Codable, Sendable, FetchableRecord, TableRecord {
                        static let databaseTableName = "chefs"
                        static let reviews = hasMany(Review.self, using: ForeignKey(["chef_id"]))
                        var id: Int64
                        var name: String
                    }

                    struct ChefWithReviews: Decodable, Sendable, FetchableRecord {
                        var chef: Chef
                        var reviews: [Review]
                    }

                    // Two statements, however many chefs there are.
                    let chefs = try await pool.read { db in
                        try Chef.order(Column("id")).limit(20)
                            .including(all: Chef.reviews.forKey("reviews"))
                            .asRequest(of: ChefWithReviews.self)
                            .fetchAll(db)
                    }
                    """#),
            Snippet(
                stack: "Python (Flask, SQLAlchemy)", language: "python",
                code: #"""
                    from sqlalchemy import func, select
                    from sqlalchemy.orm import joinedload, raiseload, selectinload

                    bookings = session.scalars(
                        select(Booking)
                        .where(Booking.user_id == user_id)
                        .options(
                            joinedload(Booking.chef),  # many to one: a join
                            selectinload(Booking.dishes),  # one to many: a second query with IN
                            raiseload("*"),  # any other lazy attribute is an error
                        )
                        .order_by(Booking.id)
                    ).all()

                    counts = dict(
                        session.execute(select(Review.chef_id, func.count()).group_by(Review.chef_id)).all()
                    )
                    """#),
            Snippet(
                stack: "Python (Django)", language: "python",
                code: #"""
                    from django.db.models import Count, Prefetch

                    bookings = (
                        Booking.objects.filter(user=request.user)
                        .select_related("chef")  # many to one: a join
                        .prefetch_related(Prefetch("dishes", queryset=Dish.objects.order_by("name")))
                        .annotate(review_count=Count("chef__reviews"))
                        .order_by("id")
                    )

                    # In a test, so that it stays so:
                    with self.assertNumQueries(4):  # session, user, bookings, dishes
                        self.client.get("/api/bookings")
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "ruby",
                code: #"""
                    bookings = current_user.bookings.includes(:chef, :dishes).order(:id)
                    review_counts = Review.where(chef_id: bookings.map(&:chef_id)).group(:chef_id).count

                    # config/environments/test.rb: a lazy load raises.
                    # config.active_record.strict_loading_by_default = true
                    """#),
            Snippet(
                stack: "PHP (Laravel)", language: "php",
                code: #"""
                    $bookings = $request->user()->bookings()
                        ->with(['chef' => fn ($query) => $query->withCount('reviews'), 'dishes'])
                        ->orderBy('id')
                        ->get();

                    // AppServiceProvider::boot(): a lazy load throws everywhere but in production.
                    Model::preventLazyLoading(! $this->app->isProduction());
                    """#),
            Snippet(
                stack: "Node.js (Express)", language: "javascript",
                code: #"""
                    // better-sqlite3: one statement for all parents, joined in memory.
                    const dishesOf = db.prepare(
                      "SELECT * FROM dishes WHERE booking_id IN (SELECT value FROM json_each(?)) ORDER BY id",
                    );

                    function withDishes(bookings) {
                      const byId = new Map(bookings.map((booking) => [booking.id, { ...booking, dishes: [] }]));
                      for (const dish of dishesOf.all(JSON.stringify([...byId.keys()]))) {
                        byId.get(dish.booking_id).dishes.push(dish);
                      }
                      return [...byId.values()];
                    }
                    """#),
        ],
        risk: """
            A join over two collections multiplies the rows. Eager loading of everything fetches what nobody shows. A \
            rewritten query may return the rows in another order. Very long IN lists reach the limit on parameters.
            """,
        mitigation: """
            A second query per collection instead of a join; load what the answer shows and no more; an explicit \
            ORDER BY that ends in a unique column; JSON or chunks for long lists; compare the answers before and after.
            """,
        effortHours: 6,
        verification: "hone baseline; hone diagnose",
        sources: [
            "SQLite, Many Small Queries Are Efficient In SQLite: https://sqlite.org/np1queryprob.html",
            """
            SQLAlchemy 2.0, Relationship Loading Techniques: \
            https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html
            """,
            "Django, QuerySet API, select_related and prefetch_related: https://docs.djangoproject.com/en/stable/ref/models/querysets/",
            "M. Fowler, Patterns of Enterprise Application Architecture, 2002: Lazy Load (ripple loading)",
        ])
}
